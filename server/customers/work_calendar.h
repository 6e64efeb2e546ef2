// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "storage/allocation_rule.h"

namespace custos::server::customers {

/// When people work: hours of a rule on the days of the company's calendar, in its zone. A day off has no hours, a day
/// that is worked has them whatever its weekday.
class WorkCalendar {
 public:
  /// `zone_minutes` east of UTC.
  WorkCalendar(const std::vector<storage::CalendarDay>& days, std::int32_t zone_minutes);

  bool IsOpen(const storage::AllocationHours& hours, TimeMs at) const;
  /// From when on it is open, `at` itself when it is; nullopt when that is not within a year.
  std::optional<TimeMs> NextOpening(const storage::AllocationHours& hours, TimeMs at) const;
  /// When so many open minutes have passed; nullopt when that is not within a year.
  std::optional<TimeMs> After(const storage::AllocationHours& hours, TimeMs from, std::uint32_t minutes) const;

 private:
  struct Span {
    TimeMs from = 0;
    TimeMs to = 0;
  };
  /// Of a day; empty when it has none.
  Span HoursOf(const storage::AllocationHours& hours, std::int64_t day) const;
  std::int64_t DayAt(TimeMs at) const;

  std::map<std::int64_t, bool> days_;
  const TimeMs zone_;
};

}  // namespace custos::server::customers
