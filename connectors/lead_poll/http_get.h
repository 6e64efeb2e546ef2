// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "core/result.h"

namespace custos::lead_poll {

struct HttpAnswer {
  long status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
};

struct HttpLimits {
  std::chrono::milliseconds timeout;
  std::size_t most_bytes;
};

/// GET with certificates checked, no redirects, bounded in time and size. kUnavailable "lead_poll.unreachable",
/// "lead_poll.too_large"; the message never names the address, whose query may hold a secret.
Result<HttpAnswer> HttpGet(const std::string& url, const std::string& bearer, const HttpLimits& limits,
                           const std::stop_token& stop);

/// Whether the address is https, or http on the loopback interface.
bool IsAllowedUrl(const std::string& url);

std::string PercentEncode(const std::string& text);

}  // namespace custos::lead_poll
