// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/material.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr char kUpload[] = "/cgi-bin/media/upload";
constexpr TimeMs kLife = TimeMs{3} * 86'400'000;
constexpr std::uint64_t kSmallest = 6;
constexpr std::uint64_t kLargestImage = std::uint64_t{10} << 20;
constexpr std::uint64_t kLargestFile = std::uint64_t{20} << 20;

/// Seconds, which the platform writes as a text; 0 when they are not there.
std::int64_t SecondsOf(const json& answer, const char* name) {
  const auto found = answer.find(name);
  if (found == answer.end()) return 0;
  if (found->is_number_integer()) return found->get<std::int64_t>();
  if (!found->is_string()) return 0;
  const std::string& text = found->get_ref<const std::string&>();
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? seconds : 0;
}

}  // namespace

std::string_view ToString(MaterialKind kind) {
  switch (kind) {
    case MaterialKind::kImage: return "image";
    case MaterialKind::kVideo: return "video";
    case MaterialKind::kFile: break;
  }
  return "file";
}

Result<MaterialKind> MaterialKindOf(std::string_view type, std::uint64_t size) {
  if (size < kSmallest || size > kLargestFile) {
    return Error{ErrorKind::kInvalid, "wecom.material_size", "the platform takes 6 bytes to 20 MiB"};
  }
  if (size > kLargestImage) return MaterialKind::kFile;
  if (type == "image/jpeg" || type == "image/png") return MaterialKind::kImage;
  return type == "video/mp4" ? MaterialKind::kVideo : MaterialKind::kFile;
}

Result<Material> UploadMaterial(ApiClient& api, MaterialKind kind, HttpPart file, const std::stop_token& stop) {
  file.name = "media";
  const std::string name(ToString(kind));
  const Result<std::string> reply = api.Upload(kUpload, {{"type", name}}, file, stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  const auto id = answer.is_object() ? answer.find("media_id") : answer.end();
  const std::int64_t since = answer.is_object() ? SecondsOf(answer, "created_at") : 0;
  if (since <= 0 || id == answer.end() || !id->is_string() || id->get_ref<const std::string&>().empty()) {
    return Error{ErrorKind::kUnavailable, "wecom.api_reply", "media/upload answered in an unknown form"};
  }
  return Material{id->get<std::string>(), since * 1000 + kLife};
}

}  // namespace custos::wecom
