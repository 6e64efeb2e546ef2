// SPDX-License-Identifier: Apache-2.0
#include "server/report/days.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace custos::server::report {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year_month_day;

std::int64_t DayAt(TimeMs at, std::int32_t zone_minutes) {
  const sys_time<milliseconds> local{milliseconds(at + TimeMs{zone_minutes} * 60'000)};
  return floor<days>(local).time_since_epoch().count();
}

TimeMs StartOf(std::int64_t day, std::int32_t zone_minutes) { return day * 86'400'000 - TimeMs{zone_minutes} * 60'000; }

std::string DayName(std::int64_t day) {
  const year_month_day date{sys_days{days(day)}};
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::optional<std::int64_t> ParseDay(std::string_view name) {
  if (name.size() != 10 || name[4] != '-' || name[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t size) {
    int value = -1;
    const char* const end = name.data() + from + size;
    return std::from_chars(name.data() + from, end, value).ptr == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date).time_since_epoch().count();
}

}  // namespace custos::server::report
