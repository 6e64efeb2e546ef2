// SPDX-License-Identifier: Apache-2.0
#include "connectors/json_object.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

namespace custos {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

/// Nesting of brackets outside strings. Checked first, because printing and freeing deep values recurses.
bool IsTooDeep(std::string_view text) {
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

/// Reads the pieces of a time, in order.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : text_(text) {}

  int Number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = Take();
      if (c < '0' || c > '9') good_ = false;
      value = value * 10 + (c - '0');
    }
    return value;
  }
  void Expect(char upper, char lower) {
    const char c = Take();
    if (c != upper && c != lower) good_ = false;
  }
  bool Next(char c) const { return !rest().empty() && rest().front() == c; }
  char Take() {
    if (rest().empty()) {
      good_ = false;
      return '\0';
    }
    return text_[at_++];
  }
  int Milliseconds() {
    int value = 0;
    int digits = 0;
    for (; !rest().empty() && rest().front() >= '0' && rest().front() <= '9'; ++digits) {
      const int digit = Take() - '0';
      if (digits < 3) value = value * 10 + digit;
    }
    if (digits == 0) good_ = false;
    for (; digits < 3; ++digits) value *= 10;
    return value;
  }
  bool Done() const { return good_ && rest().empty(); }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  const std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
};

int ZoneMinutes(TimeText& in, bool& good) {
  if (in.Next('Z') || in.Next('z')) {
    in.Take();
    return 0;
  }
  const int sign = in.Next('-') ? -1 : 1;
  in.Expect('+', '-');
  const int hours = in.Number(2);
  in.Expect(':', ':');
  const int minutes = in.Number(2);
  good = good && hours <= 23 && minutes <= 59;
  return sign * (hours * 60 + minutes);
}

}  // namespace

std::optional<json> ParseJsonObject(std::string_view text) {
  if (IsTooDeep(text)) return std::nullopt;
  json value = json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string JsonText(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::optional<TimeMs> ParseRfc3339(std::string_view text) {
  using namespace std::chrono;
  TimeText in(text);
  const int y = in.Number(4);
  in.Expect('-', '-');
  const int m = in.Number(2);
  in.Expect('-', '-');
  const int d = in.Number(2);
  in.Expect('T', 't');
  const int hour = in.Number(2);
  in.Expect(':', ':');
  const int minute = in.Number(2);
  in.Expect(':', ':');
  const int second = in.Number(2);
  int milliseconds = 0;
  if (in.Next('.')) {
    in.Take();
    milliseconds = in.Milliseconds();
  }
  bool good = true;
  const int zone = ZoneMinutes(in, good);
  if (!in.Done() || !good) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok() || y < 1970 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const TimeMs days = sys_days(date).time_since_epoch().count();
  const TimeMs time =
      days * 86'400'000 + TimeMs{hour * 3600 + (minute - zone) * 60 + std::min(second, 59)} * 1000 + milliseconds;
  return time < 0 ? std::nullopt : std::optional(time);
}

std::string PointerPiece(std::string_view member) {
  std::string piece = "/";
  for (const char c : member) {
    if (c == '~') {
      piece += "~0";
    } else if (c == '/') {
      piece += "~1";
    } else {
      piece += c;
    }
  }
  return piece;
}

}  // namespace custos
