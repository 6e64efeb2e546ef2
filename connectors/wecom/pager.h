// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "connectors/wecom/envelope.h"
#include "connectors/wecom/helper_client.h"
#include "connectors/wecom/rate_limit.h"
#include "connectors/wecom/remedy.h"
#include "connectors/wecom/status_board.h"
#include "connectors/wecom/wecom.h"

namespace custos::wecom {

struct FetchedPage {
  std::string raw;
  Page page;
};

/// Asks for pages and knows what to do about every failure: waits, halves the page, renews the token, or tells the
/// operator and holds. One thread.
class Pager {
 public:
  Pager(const WecomSettings& settings, HelperClient& helper, StatusBoard& status);

  /// One call for what follows `seq`. Nullopt after a failure, when its waiting is over, or on stop: ask again.
  std::optional<FetchedPage> Next(std::uint64_t seq, const std::stop_token& stop);

  std::uint32_t limit() const { return limit_; }

 private:
  void Recover(Remedy remedy, const std::string& code, std::string_view detail, const std::stop_token& stop);
  void BackOff(const std::string& code, std::string_view detail, const std::stop_token& stop);
  void Hold(std::string_view state, const std::string& code, std::string_view detail, std::chrono::milliseconds delay,
            const std::stop_token& stop);
  void Succeeded();

  const WecomSettings& settings_;
  HelperClient& helper_;
  StatusBoard& status_;
  RateLimit rate_;
  std::uint32_t limit_;
  std::uint32_t failures_ = 0;   ///< in a row
  std::uint32_t successes_ = 0;  ///< in a row, since the limit last changed
};

}  // namespace custos::wecom
