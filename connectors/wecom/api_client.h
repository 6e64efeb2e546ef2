// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/wecom/call_limits.h"
#include "connectors/wecom/http_client.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

struct ApiSettings {
  std::string base = "https://qyapi.weixin.qq.com";
  std::string corp_id;
  std::string secret;
  HttpOptions http;
  std::chrono::milliseconds retry_first{500};   ///< between attempts at a busy platform
  std::chrono::milliseconds slow_down{60'000};  ///< no such call after the first "too many calls"
  std::chrono::milliseconds operator_hold{
      600'000};  ///< no gettoken after a refused secret: repeated ones ban the address
};

/// The platform's server API with one application's secret (wecom.md 5 and 6): fetches and caches the access token,
/// renews it once when it is refused, repeats what passes by itself, keeps to the rates of each interface, and fails
/// fast while the platform wants silence. Thread-safe; concurrent callers share one token fetch.
///
/// Errors carry "wecom.errcode_N" and the caller's address where the platform names it: kNotFound for objects that are
/// gone, kDenied where an operator has to act, kInvalid for a wrong call, kUnavailable for the rest, also with
/// "wecom.api_unreachable", "wecom.api_reply" and "wecom.api_silence".
class ApiClient {
 public:
  using Query = std::vector<std::pair<std::string_view, std::string_view>>;

  ApiClient(ApiSettings settings, const Clock& clock);

  /// The reply's JSON text; its errcode is 0 or absent.
  Result<std::string> Get(std::string_view path, const Query& query, const std::stop_token& stop);
  Result<std::string> Post(std::string_view path, const std::string& json, const std::stop_token& stop);
  /// A form with one file. Not for threads that must stop soon: it may take minutes.
  Result<std::string> Upload(std::string_view path, const Query& query, const HttpPart& file,
                             const std::stop_token& stop);

 private:
  struct Call {
    std::string_view path;
    Query query;
    std::optional<std::string> body;
    const HttpPart* file = nullptr;
  };
  struct Reply {
    int errcode = 0;
    std::string errmsg;
    std::string body;
  };

  Result<std::string> Perform(const Call& call, const std::stop_token& stop);
  Result<std::string> Token(const std::string& refused, const std::stop_token& stop);
  Result<Reply> FetchToken(const std::stop_token& stop);
  Result<Reply> Once(const Call& call, std::string_view token, const std::stop_token& stop) const;
  static Result<Reply> Read(Result<HttpReply> http);
  bool MustBeSilent(std::string_view path) const;

  const ApiSettings settings_;
  const Clock& clock_;
  const HttpClient http_;
  CallLimits limits_;
  std::mutex token_mutex_;  ///< held during a token fetch: the others wait for its result
  std::string token_;
  TimeMs token_until_ = 0;
  mutable std::mutex silence_mutex_;
  TimeMs silent_until_ = 0;
};

}  // namespace custos::wecom
