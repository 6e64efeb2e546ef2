// SPDX-License-Identifier: Apache-2.0
#include "storage/query/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <functional>

#include "storage/alert_store.h"

namespace custos::storage::query {
namespace {

constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kDay = 24 * kHour;
constexpr TimeMs kZone = 8 * kHour;  // Shanghai keeps no summer time

constexpr std::array<std::string_view, 4> kChannels = {"chat", "sms", "call", "event"};
constexpr std::array<std::string_view, 5> kRoles = {"rep", "customer", "colleague", "robot", "unknown"};
constexpr std::array<std::string_view, 3> kDirections = {"out", "in", "internal"};
constexpr std::array<std::string_view, 6> kVerdicts = {"new",      "in_review",      "violation",
                                                       "coaching", "false_positive", "escalated"};
constexpr std::array<std::string_view, 10> kThings = {"attachment", "image",          "voice",    "video", "file",
                                                      "emotion",    "call_recording", "document", "quote", "alert"};
constexpr std::array<std::string_view, 4> kFlags = {"yes", "no", "true", "false"};

template <std::size_t N>
std::string Listed(const std::array<std::string_view, N>& words) {
  std::string list;
  for (const std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
  return list;
}

template <std::size_t N>
bool AllOf(const std::array<std::string_view, N>& words, const std::vector<std::string>& values) {
  return std::all_of(values.begin(), values.end(), [&](const std::string& value) {
    return std::find(words.begin(), words.end(), value) != words.end();
  });
}

struct Stretch {
  TimeMs from = 0;
  TimeMs until = 0;
};

std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const char* begin = text.data() + at;
  const auto read = std::from_chars(begin, begin + count, value);
  if (read.ec != std::errc() || read.ptr != begin + count || value < 0) return std::nullopt;
  return value;
}

TimeMs MidnightOf(std::chrono::year_month_day day) {
  return std::chrono::sys_days(day).time_since_epoch().count() * kDay - kZone;
}

/// 2026, 2026-01, 2026-01-05, 2026-01-05T10:30.
std::optional<Stretch> ReadDate(std::string_view text) {
  using namespace std::chrono;
  const auto y = Digits(text, 0, 4);
  if (!y || *y < 1970) return std::nullopt;
  if (text.size() == 4) return Stretch{MidnightOf(year(*y) / 1 / 1), MidnightOf(year(*y + 1) / 1 / 1)};
  const auto m = Digits(text, 5, 2);
  if (text[4] != '-' || !m || *m < 1 || *m > 12) return std::nullopt;
  const year_month month = year(*y) / std::chrono::month(static_cast<unsigned>(*m));
  if (text.size() == 7) return Stretch{MidnightOf(month / 1), MidnightOf((month + months(1)) / 1)};
  const auto d = Digits(text, 8, 2);
  if (text[7] != '-' || !d) return std::nullopt;
  const year_month_day date = month / day(static_cast<unsigned>(*d));
  if (!date.ok()) return std::nullopt;
  const TimeMs midnight = MidnightOf(date);
  if (text.size() == 10) return Stretch{midnight, midnight + kDay};
  const auto hour = Digits(text, 11, 2);
  const auto minute = Digits(text, 14, 2);
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':' || !hour || !minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  const TimeMs at = midnight + *hour * kHour + *minute * 60'000;
  return Stretch{at, at + 60'000};
}

/// 7d, 24h, today, yesterday.
std::optional<Stretch> ReadAgo(std::string_view text, TimeMs now) {
  const TimeMs midnight = now - (now + kZone) % kDay;
  if (text == "today") return Stretch{midnight, midnight + kDay};
  if (text == "yesterday") return Stretch{midnight - kDay, midnight};
  if (text.size() < 2 || text.size() > 6) return std::nullopt;
  const auto count = Digits(text, 0, text.size() - 1);
  const TimeMs unit = text.back() == 'd' ? kDay : text.back() == 'h' ? kHour : 0;
  if (!count || unit == 0) return std::nullopt;
  return Stretch{now - *count * unit, now};
}

std::string TimeHint() { return "2026-01-05, 2026-01, 2026-01-05T10:30, 7d, 24h, today, yesterday"; }

/// Fills in the condition; false when a value does not fit, with what would in `hint`.
bool ReadTime(const Token& token, TimeMs now, Condition& into, std::string& hint) {
  hint = TimeHint();
  if (token.values.size() != 1) return false;
  std::optional<Stretch> stretch = ReadDate(token.values[0]);
  if (!stretch) stretch = ReadAgo(token.values[0], now);
  if (!stretch) return false;
  if (token.field->name != "before") into.from = stretch->from;
  if (token.field->name == "before") into.until = stretch->from;
  if (token.field->name == "on") into.until = stretch->until;
  return true;
}

bool ReadDirection(const Token& token, Condition& into, std::string& hint) {
  hint = Listed(kDirections);
  if (!AllOf(kDirections, token.values)) return false;
  for (const std::string& value : token.values) {
    const Role role = value == "out" ? Role::kRep : value == "in" ? Role::kCustomer : Role::kColleague;
    into.numbers.push_back(static_cast<int>(role));
  }
  return true;
}

template <class T, std::size_t N>
bool ReadWords(const Token& token, const std::array<std::string_view, N>& words,
               std::optional<T> (*parse)(std::string_view), Condition& into, std::string& hint) {
  hint = Listed(words);
  if (!AllOf(words, token.values)) return false;
  for (const std::string& value : token.values) into.numbers.push_back(static_cast<int>(*parse(value)));
  return true;
}

bool ReadRecalled(const Token& token, Condition& into, std::string& hint) {
  hint = Listed(kFlags);
  if (token.values.size() != 1 || !AllOf(kFlags, token.values)) return false;
  into.flag = token.values[0] == "yes" || token.values[0] == "true";
  return true;
}

bool Read(const Token& token, TimeMs now, Condition& into, std::string& hint) {
  switch (into.field) {
    case Field::kTime: return ReadTime(token, now, into, hint);
    case Field::kChannel: return ReadWords<Channel>(token, kChannels, ParseChannel, into, hint);
    case Field::kVerdict: return ReadWords<AlertState>(token, kVerdicts, ParseAlertState, into, hint);
    case Field::kRecalled: return ReadRecalled(token, into, hint);
    case Field::kRole:
      return token.field->name == "direction" ? ReadDirection(token, into, hint)
                                              : ReadWords<Role>(token, kRoles, ParseRole, into, hint);
    case Field::kParticipant:
      if (token.field->name == "employee") into.kind = PartyKind::kStaff;
      if (token.field->name == "customer") into.kind = PartyKind::kExternal;
      return true;
    default: return true;
  }
}

}  // namespace

std::optional<Fault> ReadCondition(const Token& token, TimeMs now, Node& into) {
  into.kind = Node::Kind::kCondition;
  into.place = token.place;
  into.condition.field = token.field->field;
  into.condition.values = token.values;
  std::string hint;
  if (!Read(token, now, into.condition, hint)) return Fault{"search.field_value", token.place, hint};
  if (into.condition.field != Field::kHas) return std::nullopt;
  // A link and a card are types of message; everything else is a thing beside the text.
  Node types;
  types.kind = Node::Kind::kCondition;
  types.place = token.place;
  types.condition.field = Field::kType;
  std::erase_if(into.condition.values, [&](const std::string& value) {
    if (value != "link" && value != "card") return false;
    types.condition.values.push_back(value);
    return true;
  });
  if (!AllOf(kThings, into.condition.values)) {
    return Fault{"search.field_value", token.place, Listed(kThings) + ", link, card"};
  }
  if (types.condition.values.empty()) return std::nullopt;
  if (into.condition.values.empty()) {
    into = std::move(types);
    return std::nullopt;
  }
  Node either;
  either.kind = Node::Kind::kOr;
  either.place = token.place;
  either.children = {into, std::move(types)};
  into = std::move(either);
  return std::nullopt;
}

}  // namespace custos::storage::query
