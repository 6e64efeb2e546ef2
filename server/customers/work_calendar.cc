// SPDX-License-Identifier: Apache-2.0
#include "server/customers/work_calendar.h"

#include <algorithm>

namespace custos::server::customers {
namespace {

constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kDay = 86'400'000;
constexpr std::int64_t kYear = 366;

/// 1 Monday … 7 Sunday; the first day of all was a Thursday.
int WeekdayOf(std::int64_t day) { return static_cast<int>(((day + 3) % 7 + 7) % 7) + 1; }

}  // namespace

WorkCalendar::WorkCalendar(const std::vector<storage::CalendarDay>& days, std::int32_t zone_minutes)
    : zone_(TimeMs{zone_minutes} * kMinute) {
  for (const storage::CalendarDay& one : days) days_[one.day] = one.works;
}

std::int64_t WorkCalendar::DayAt(TimeMs at) const {
  const TimeMs local = at + zone_;
  return local / kDay - (local % kDay < 0 ? 1 : 0);
}

WorkCalendar::Span WorkCalendar::HoursOf(const storage::AllocationHours& hours, std::int64_t day) const {
  const auto special = days_.find(day);
  const bool weekday = hours.weekdays.empty() ||
                       std::find(hours.weekdays.begin(), hours.weekdays.end(), WeekdayOf(day)) != hours.weekdays.end();
  if (special != days_.end() ? !special->second : !weekday) return {};
  const TimeMs midnight = day * kDay - zone_;
  return {midnight + hours.from_minutes * kMinute, midnight + hours.to_minutes * kMinute};
}

bool WorkCalendar::IsOpen(const storage::AllocationHours& hours, TimeMs at) const {
  const Span span = HoursOf(hours, DayAt(at));
  return at >= span.from && at < span.to;
}

std::optional<TimeMs> WorkCalendar::NextOpening(const storage::AllocationHours& hours, TimeMs at) const {
  const std::int64_t first = DayAt(at);
  for (std::int64_t day = first; day <= first + kYear; ++day) {
    const Span span = HoursOf(hours, day);
    if (span.to > span.from && at < span.to) return std::max(at, span.from);
  }
  return std::nullopt;
}

std::optional<TimeMs> WorkCalendar::After(const storage::AllocationHours& hours, TimeMs from,
                                          std::uint32_t minutes) const {
  TimeMs left = minutes * kMinute;
  const std::int64_t first = DayAt(from);
  for (std::int64_t day = first; day <= first + kYear; ++day) {
    const Span span = HoursOf(hours, day);
    const TimeMs begin = std::max(from, span.from);
    if (begin >= span.to) continue;
    if (begin + left <= span.to) return begin + left;
    left -= span.to - begin;
  }
  return std::nullopt;
}

}  // namespace custos::server::customers
