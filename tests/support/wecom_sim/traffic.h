// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"

namespace custos::wecom_sim {

/// A message before it is sealed: what the platform knows in clear.
struct PlainMessage {
  std::uint64_t seq = 0;
  std::string msgid;
  TimeMs time = 0;   ///< decides when it appears and when it leaves the retention window
  std::string json;  ///< what DecryptData gives back
};

/// Where a corp's messages come from. Numbers never change their content. Thread-safe.
class Traffic {
 public:
  virtual ~Traffic() = default;

  struct Range {
    std::uint64_t after = 0;  ///< messages with a higher number only
    std::size_t limit = 0;
    TimeMs oldest = 0;  ///< messages before this time are forgotten
    TimeMs now = 0;     ///< messages after this time have not happened
  };
  /// Ascending by seq; empty when there is nothing (yet).
  virtual std::vector<PlainMessage> Page(const Range& range) = 0;

  /// The highest number that exists at `now`; 0 when there is none.
  virtual std::uint64_t LastSeq(TimeMs now) = 0;

  /// How many messages have been made up to `now`, forgotten ones included.
  virtual std::uint64_t Count(TimeMs now) = 0;
};

}  // namespace custos::wecom_sim
