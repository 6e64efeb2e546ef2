// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/wecom/change_hint.h"
#include "core/clock.h"
#include "core/directory.h"
#include "core/result.h"

namespace custos::wecom {

/// One company's WeCom message archive (会话内容存档). Defaults suit the real platform.
struct WecomSettings {
  std::string corp_id;
  std::string archive_secret;            ///< of 会话内容存档: no other secret works there
  std::string contact_secret;            ///< of an app that may read contacts; empty = no names from the directory
  std::filesystem::path sdk_library;     ///< the operator's libWeWorkFinanceSdk_C.so
  std::filesystem::path helper_program;  ///< empty = custos-wecom-helper beside the running program
  std::vector<std::string> helper_environment;           ///< "NAME=value" added to the helper's small environment
  std::filesystem::path private_keys;                    ///< directory of <version>.pem
  std::string api_base = "https://qyapi.weixin.qq.com";  ///< plain http only for the loopback interface
  std::string proxy;                                     ///< http://host:port or socks5://host:port
  std::string proxy_password;                            ///< user:password

  std::uint32_t helpers = 1;                      ///< processes that decrypt side by side
  std::uint32_t rsa_threads = 0;                  ///< 0 = one per processor
  std::uint32_t page_limit = 1000;                ///< messages per call, at most 1000
  std::uint32_t calls_per_minute = 500;           ///< of the 600 that the platform allows; 0 = no limit
  std::uint32_t timeout_s = 5;                    ///< the SDK's own, per call
  std::chrono::milliseconds poll_interval{2000};  ///< between calls when there is nothing more
  std::chrono::milliseconds call_grace{10'000};   ///< a helper silent for longer than time-out + this is killed
  std::chrono::milliseconds retry_first{200};     ///< back-off of troubles that pass by themselves
  std::chrono::milliseconds retry_most{30'000};
  std::chrono::milliseconds operator_hold{600'000};  ///< between attempts while an operator has to act; wrong
                                                     ///< secrets tried too often ban the address for an hour
  std::chrono::milliseconds network_hold{60'000};    ///< the same for an address that is not trusted yet
  std::chrono::milliseconds directory_interval{3'600'000};
};

class CompanyApi;

/// A connector that also brings names. RunDirectory belongs on a thread of its own; it returns on stop.
class WecomSource : public Connector {
 public:
  /// Reads the directory now and every directory_interval, and in between looks up groups and customers that messages
  /// mention and nobody knows yet. Troubles are logged and retried; what could be read is delivered.
  virtual void RunDirectory(DirectorySink& sink, std::stop_token stop) = 0;

  /// Calls to the platform for this company; lives as long as the connector.
  virtual CompanyApi& api() = 0;

  /// Pulls the archive at once and reads again what these hints name, instead of everything. Does not wait for it.
  virtual void LookAgain(const std::vector<ChangeHint>& hints) = 0;
};

/// A connector named "wecom:<corpid>"; any number may run side by side. Nothing is started or contacted before Run.
/// Errors, all kInvalid: "wecom.settings" for a missing or impossible setting, with its name.
Result<std::unique_ptr<WecomSource>> CreateWecomConnector(WecomSettings settings, const Clock& clock);

}  // namespace custos::wecom
