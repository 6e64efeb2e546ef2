// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/wecom.h"

#include <system_error>
#include <utility>

#include "connectors/wecom/http_client.h"
#include "connectors/wecom/wecom_connector.h"

namespace custos::wecom {
namespace {

constexpr std::uint32_t kMostPerPage = 1000;  // the SDK refuses more

Error Wrong(std::string_view setting, std::string_view why) {
  return {ErrorKind::kInvalid, "wecom.settings", std::string(setting) + ": " + std::string(why)};
}

std::filesystem::path BesideProgram() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path() : self.parent_path() / "custos-wecom-helper";
}

Status Check(const WecomSettings& settings) {
  std::error_code error;
  if (settings.corp_id.empty()) return Wrong("corp_id", "missing");
  if (settings.archive_secret.empty()) return Wrong("archive_secret", "missing");
  if (settings.sdk_library.empty()) return Wrong("sdk_library", "missing");
  if (!std::filesystem::is_directory(settings.private_keys, error)) return Wrong("private_keys", "not a directory");
  if (!std::filesystem::is_regular_file(settings.helper_program, error)) return Wrong("helper_program", "not found");
  if (!IsAllowedBase(settings.api_base)) return Wrong("api_base", "https, or http to 127.0.0.1, without a path");
  if (settings.page_limit == 0 || settings.page_limit > kMostPerPage) return Wrong("page_limit", "1 to 1000");
  return {};
}

}  // namespace

Result<std::unique_ptr<WecomSource>> CreateWecomConnector(WecomSettings settings, const Clock& clock) {
  if (settings.helper_program.empty()) settings.helper_program = BesideProgram();
  if (Status good = Check(settings); !good) return good.error();
  return std::unique_ptr<WecomSource>(std::make_unique<WecomConnector>(std::move(settings), clock));
}

}  // namespace custos::wecom
