// SPDX-License-Identifier: Apache-2.0
#include "server/customers/work_calendar.h"

#include <catch2/catch.hpp>

namespace custos::server::customers {
namespace {

constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kHour = 60 * kMinute;
constexpr TimeMs kDay = 24 * kHour;
constexpr std::int64_t kMonday = 20'367;  // 2025-10-06
constexpr std::int32_t kZone = 480;

/// Of a day in the company's zone.
TimeMs At(std::int64_t day, TimeMs hour, TimeMs minute = 0) {
  return day * kDay + hour * kHour + minute * kMinute - kZone * kMinute;
}

storage::AllocationHours Office() { return {.weekdays = {1, 2, 3, 4, 5}, .from_minutes = 540, .to_minutes = 1'080}; }

}  // namespace

TEST_CASE("Hours are those of the weekdays in the company's zone") {
  const WorkCalendar calendar({}, kZone);
  CHECK(calendar.IsOpen(Office(), At(kMonday, 9)));
  CHECK_FALSE(calendar.IsOpen(Office(), At(kMonday, 8, 59)));
  CHECK_FALSE(calendar.IsOpen(Office(), At(kMonday, 18)));
  CHECK_FALSE(calendar.IsOpen(Office(), At(kMonday + 5, 10)));
  CHECK(calendar.IsOpen({}, At(kMonday + 5, 3)));
}

TEST_CASE("A day off has no hours, and a worked Saturday has those of a weekday") {
  const WorkCalendar calendar({{kMonday, false, "国庆节"}, {kMonday + 5, true, "调休"}}, kZone);
  CHECK_FALSE(calendar.IsOpen(Office(), At(kMonday, 10)));
  CHECK(calendar.IsOpen(Office(), At(kMonday + 5, 10)));
  CHECK(calendar.NextOpening(Office(), At(kMonday, 10)) == At(kMonday + 1, 9));
}

TEST_CASE("Time runs only while it is open, over nights, weekends and days off") {
  const WorkCalendar calendar({{kMonday + 7, false, "放假"}}, kZone);
  CHECK(calendar.After(Office(), At(kMonday, 10), 60) == At(kMonday, 11));
  CHECK(calendar.After(Office(), At(kMonday, 17, 30), 60) == At(kMonday + 1, 9, 30));
  CHECK(calendar.After(Office(), At(kMonday + 4, 17, 30), 60) == At(kMonday + 8, 9, 30));
  CHECK(calendar.After(Office(), At(kMonday, 7), 30) == At(kMonday, 9, 30));
  CHECK(calendar.After(Office(), At(kMonday, 9), 540) == At(kMonday, 18));
}

TEST_CASE("Hours that never come are said to be none") {
  std::vector<storage::CalendarDay> off;
  for (std::int64_t day = kMonday; day < kMonday + 400; ++day) off.push_back({day, false, ""});
  const WorkCalendar calendar(off, kZone);
  CHECK_FALSE(calendar.NextOpening(Office(), At(kMonday, 10)));
  CHECK_FALSE(calendar.After(Office(), At(kMonday, 10), 1));
}

}  // namespace custos::server::customers
