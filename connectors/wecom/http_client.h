// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::wecom {

struct HttpOptions {
  std::string proxy;           ///< http://host:port or socks5://host:port; empty = none, whatever the environment says
  std::string proxy_password;  ///< user:password
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds total_timeout{20'000};
  std::size_t max_reply = 32U << 20;
};

/// One file of a form.
struct HttpPart {
  std::string name;  ///< of the field
  std::string file_name;
  std::string type;
  std::string bytes;
};

struct HttpReply {
  long status = 0;
  std::string body;
};

/// Outgoing HTTPS: certificates checked, no redirects, bounded in time and size. Plain http is spoken to the loopback
/// interface only. Thread-safe.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);

  /// GET, or POST of JSON when `body` is given. Errors: kInvalid "wecom.api_address" for an address that is not
  /// allowed, kUnavailable "wecom.api_unreachable" or "wecom.stopping". Never names the query, which holds tokens.
  Result<HttpReply> Send(const std::string& url, const std::optional<std::string>& body,
                         const std::stop_token& stop) const;
  /// The same with a form of one file; for this it may take kUploadTimeout.
  Result<HttpReply> Upload(const std::string& url, const HttpPart& part, const std::stop_token& stop) const;

  static constexpr std::chrono::milliseconds kUploadTimeout{120'000};

 private:
  const HttpOptions options_;
};

/// Whether `base` is https, or http on the loopback interface, and nothing but scheme, host and port.
bool IsAllowedBase(std::string_view base);

/// Percent-encoding for one value of a query.
std::string UrlEncode(std::string_view text);

}  // namespace custos::wecom
