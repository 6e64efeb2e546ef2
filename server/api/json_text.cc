// SPDX-License-Identifier: Apache-2.0
#include "server/api/json_text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

/// Nesting of brackets outside strings. Checked first, because printing and freeing deep values recurses.
bool IsTooDeep(const std::string& text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

/// `count` digits at `at`; -1 when they are not all digits.
int Digits(const std::string& text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// Milliseconds of the fraction at `at`, which moves behind it.
int Fraction(const std::string& text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  int value = 0;
  int digits = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
    if (digits < 3) value = value * 10 + (text[at] - '0');
  }
  for (int i = digits; i < 3; ++i) value *= 10;
  return digits == 0 ? -1 : value;
}

/// Minutes east of UTC at the end of the text.
std::optional<int> Offset(const std::string& text, std::size_t at) {
  if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) return 0;
  if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') return std::nullopt;
  const int hours = Digits(text, at + 1, 2);
  const int minutes = Digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::string ToText(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::optional<json> ParseObject(const std::string& text) {
  if (IsTooDeep(text)) return std::nullopt;
  auto value = json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string FormatTime(TimeMs time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time)};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{point - day};
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

std::optional<TimeMs> ParseTime(const std::string& text) {
  using namespace std::chrono;
  constexpr std::size_t kSeconds = 19;
  if (text.size() <= kSeconds || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
      text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const int month_number = Digits(text, 5, 2);
  const int day_number = Digits(text, 8, 2);
  const int hours_number = Digits(text, 11, 2);
  const int minutes_number = Digits(text, 14, 2);
  const int seconds_number = Digits(text, 17, 2);
  const int year_number = Digits(text, 0, 4);
  if (std::min({year_number, month_number, day_number, hours_number, minutes_number, seconds_number}) < 0) {
    return std::nullopt;
  }
  const year_month_day date{year(year_number), month(static_cast<unsigned>(month_number)),
                            day(static_cast<unsigned>(day_number))};
  if (!date.ok() || hours_number > 23 || minutes_number > 59 || seconds_number > 60) return std::nullopt;
  std::size_t at = kSeconds;
  const int millis = Fraction(text, at);
  const auto offset = Offset(text, at);
  if (millis < 0 || !offset) return std::nullopt;
  const auto point = sys_days(date) + hours(hours_number) + minutes(minutes_number) + seconds(seconds_number) +
                     milliseconds(millis) - minutes(*offset);
  return point.time_since_epoch().count();
}

json TimeOrNull(TimeMs time) { return time == 0 ? json(nullptr) : json(FormatTime(time)); }

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

}  // namespace custos::server::api
