// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/time_text.h"

#include <unicode/timezone.h>

#include <chrono>
#include <utility>

namespace custos::record {
namespace {

constexpr TimeMs kSecond = 1000;
constexpr TimeMs kDay = 86'400 * kSecond;
constexpr TimeMs kEarliest = 631'152'000 * kSecond;  // 1990-01-01
constexpr std::uint32_t kLongestDuration = 7 * 86'400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class IcuZone final : public Zone {
 public:
  explicit IcuZone(std::unique_ptr<icu::TimeZone> zone) : zone_(std::move(zone)) {}

  TimeMs FromWall(TimeMs wall) const override {
    std::int32_t raw = 0;
    std::int32_t summer = 0;
    UErrorCode error = U_ZERO_ERROR;
    zone_->getOffset(static_cast<UDate>(wall), true, raw, summer, error);
    return U_FAILURE(error) ? wall : wall - raw - summer;
  }

 private:
  const std::unique_ptr<icu::TimeZone> zone_;
};

/// Takes characters off the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }
  bool Take(char c) {
    if (front() != c || text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool TakeAnyOf(std::string_view set) { return !done() && set.find(front()) != set.npos && Take(front()); }
  void Spaces() {
    while (Take(' ')) {
    }
  }
  /// Between `least` and `most` digits.
  std::optional<int> Digits(int least, int most) {
    int value = 0;
    int count = 0;
    while (count < most && !done() && IsDigit(front())) {
      value = value * 10 + (front() - '0');
      text_.remove_prefix(1);
      ++count;
    }
    if (count < least) return std::nullopt;
    return value;
  }
  bool Word(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

 private:
  std::string_view text_;
};

struct Wall {
  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int milli = 0;
  std::optional<int> offset_minutes;
  std::optional<bool> afternoon;
};

std::optional<TimeMs> MomentOf(const Wall& wall, const Zone& zone) {
  const std::chrono::year_month_day date{std::chrono::year(wall.year),
                                         std::chrono::month(static_cast<unsigned>(wall.month)),
                                         std::chrono::day(static_cast<unsigned>(wall.day))};
  int hour = wall.hour;
  if (wall.afternoon) {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + (*wall.afternoon ? 12 : 0);
  }
  if (!date.ok() || hour > 23 || wall.minute > 59 || wall.second > 60) return std::nullopt;
  const TimeMs days = std::chrono::sys_days(date).time_since_epoch().count();
  const TimeMs ms = days * kDay + (hour * 3600 + wall.minute * 60 + wall.second) * kSecond + wall.milli;
  return wall.offset_minutes ? ms - *wall.offset_minutes * 60 * kSecond : zone.FromWall(ms);
}

// Z, +08, +0800 or +08:00.
bool ReadOffset(Scanner& text, Wall& wall) {
  if (text.TakeAnyOf("Zz")) {
    wall.offset_minutes = 0;
    return true;
  }
  const bool west = text.front() == '-';
  if (!text.TakeAnyOf("+-")) return false;
  const auto hours = text.Digits(2, 2);
  if (!hours || *hours > 14) return false;
  text.Take(':');
  const auto minutes = text.Digits(2, 2);
  const int offset = *hours * 60 + minutes.value_or(0);
  wall.offset_minutes = west ? -offset : offset;
  return minutes.value_or(0) < 60;
}

bool ReadFraction(Scanner& text, Wall& wall) {
  int digits = 0;
  int scale = 100;
  while (IsDigit(text.front()) && digits < 9) {
    wall.milli += (text.front() - '0') * scale;
    scale /= 10;
    text.Take(text.front());
    ++digits;
  }
  return digits > 0;
}

bool ReadField(Scanner& text, char field, Wall& wall) {
  const auto into = [&](int least, int most, int& where) {
    const auto digits = text.Digits(least, most);
    if (digits) where = *digits;
    return digits.has_value();
  };
  switch (field) {
    case 'Y': return into(4, 4, wall.year);
    case 'y':
      if (!into(2, 2, wall.year)) return false;
      wall.year += wall.year < 70 ? 2000 : 1900;
      return true;
    case 'm': return into(1, 2, wall.month);
    case 'd': return into(1, 2, wall.day);
    case 'H':
    case 'I': return into(1, 2, wall.hour);
    case 'M': return into(1, 2, wall.minute);
    case 'S': return into(1, 2, wall.second) && (!text.Take('.') || ReadFraction(text, wall));
    case 'z': return ReadOffset(text, wall);
    case 'p':
      if (text.Word("上午") || text.Word("AM") || text.Word("am")) {
        wall.afternoon = false;
      } else if (text.Word("下午") || text.Word("PM") || text.Word("pm")) {
        wall.afternoon = true;
      } else {
        return false;
      }
      return true;
    default: return false;
  }
}

std::optional<TimeMs> FromEpoch(std::string_view text, TimeMs multiply, TimeMs divide) {
  // Asterisk's own ids write seconds with a fraction.
  const std::size_t dot = text.find('.');
  const auto count = ReadCount(text.substr(0, dot));
  if (!count || *count > TimeMs{1} << 52) return std::nullopt;
  return *count * multiply / divide;
}

}  // namespace

Result<std::shared_ptr<const Zone>> Zone::Find(const std::string& name) {
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (zone == nullptr || *zone == icu::TimeZone::getUnknown()) {
    return Error{ErrorKind::kInvalid, "records.unknown_zone",
                 "the zone must be a name of the IANA database, such as Asia/Shanghai"};
  }
  return std::shared_ptr<const Zone>(std::make_shared<IcuZone>(std::move(zone)));
}

std::optional<TimeMs> ReadTime(std::string_view text, const Zone& zone) {
  Scanner scan(text);
  Wall wall;
  scan.Spaces();
  if (!ReadField(scan, 'Y', wall)) return std::nullopt;
  const bool parted = scan.TakeAnyOf("-/.");
  const int digits = parted ? 1 : 2;
  const auto month = scan.Digits(digits, 2);
  if (!month || (parted && !scan.TakeAnyOf("-/."))) return std::nullopt;
  const auto day = scan.Digits(digits, 2);
  if (!day) return std::nullopt;
  wall.month = *month;
  wall.day = *day;
  if (!scan.TakeAnyOf("Tt ")) return std::nullopt;
  scan.Spaces();
  if (!ReadField(scan, 'H', wall) || !scan.Take(':') || !ReadField(scan, 'M', wall)) return std::nullopt;
  if (scan.Take(':') && !ReadField(scan, 'S', wall)) return std::nullopt;
  scan.Spaces();
  if (!scan.done() && !ReadOffset(scan, wall)) return std::nullopt;
  scan.Spaces();
  return scan.done() ? MomentOf(wall, zone) : std::nullopt;
}

std::optional<TimeMs> ReadTime(std::string_view text, std::string_view pattern, const Zone& zone) {
  if (pattern.empty()) return ReadTime(text, zone);
  if (pattern == "epoch_s") return FromEpoch(text, 1000, 1);
  if (pattern == "epoch_ms") return FromEpoch(text, 1, 1);
  if (pattern == "epoch_us") return FromEpoch(text, 1, 1000);
  Scanner scan(text);
  Wall wall;
  scan.Spaces();
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '%' && at + 1 < pattern.size()) {
      if (!ReadField(scan, pattern[++at], wall)) return std::nullopt;
    } else if (c == ' ') {
      scan.Spaces();
    } else if (!scan.Take(c)) {
      return std::nullopt;
    }
  }
  scan.Spaces();
  return scan.done() ? MomentOf(wall, zone) : std::nullopt;
}

std::optional<std::uint32_t> ReadDuration(std::string_view text) {
  Scanner scan(text);
  scan.Spaces();
  std::uint64_t total = 0;
  bool colons = false;
  bool any = false;
  while (!scan.done()) {
    const auto part = scan.Digits(1, 7);
    if (!part) return std::nullopt;
    any = true;
    const auto value = static_cast<std::uint64_t>(*part);
    if (scan.Word("小时") || scan.Word("时") || scan.Take('h')) {
      total += value * 3600;
    } else if (scan.Word("分钟") || scan.Word("分") || scan.Take('m')) {
      total += value * 60;
    } else if (scan.Word("秒") || scan.Take('s')) {
      total += value;
    } else {
      total = colons ? total * 60 + value : total + value;
      colons = scan.Take(':');
      if (colons && scan.done()) return std::nullopt;
      if (!colons) {
        scan.Spaces();
        if (!scan.done()) return std::nullopt;
      }
    }
    scan.Spaces();
  }
  if (!any || total > kLongestDuration) return std::nullopt;
  return static_cast<std::uint32_t>(total);
}

std::optional<std::int64_t> ReadCount(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool IsPlausible(TimeMs time, TimeMs now) { return time >= kEarliest && time <= now + 2 * kDay; }

}  // namespace custos::record
