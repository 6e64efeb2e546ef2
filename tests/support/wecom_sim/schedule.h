// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.h"

namespace custos::wecom_sim {

/// A stretch of steady live traffic.
struct LiveSegment {
  std::uint64_t first_seq = 1;
  TimeMs start = 0;
  double rate = 1;  ///< messages a second
};

/// When message n is sent: first `backfill` messages over the days before `start` with the rhythm of an office, then
/// the live segments. Immutable, so thread-safe.
class Schedule {
 public:
  Schedule(TimeMs start, std::uint64_t backfill, unsigned days, std::vector<LiveSegment> segments);

  TimeMs Time(std::uint64_t seq) const;
  /// The highest number whose time is not after `now`; 0 when there is none.
  std::uint64_t LastSeq(TimeMs now) const;

 private:
  TimeMs BackfillTime(std::uint64_t seq) const;

  const TimeMs start_;
  const std::uint64_t backfill_;
  std::vector<double> minutes_;  ///< sum of the weights up to and including each minute of the past
  std::vector<LiveSegment> segments_;
};

}  // namespace custos::wecom_sim
