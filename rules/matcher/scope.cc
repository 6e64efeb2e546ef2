// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/scope.h"

#include <algorithm>

namespace custos::rules {
namespace {

constexpr TimeMs kMinute = 60 * 1000;
constexpr TimeMs kDay = 24 * 60 * kMinute;

template <class Value>
std::uint32_t Bits(const std::vector<Value>& values) {
  std::uint32_t bits = 0;
  for (const Value value : values) bits |= 1u << static_cast<unsigned>(value);
  return bits;
}

template <class Value>
bool Misses(std::uint32_t bits, Value value) {
  return bits && !(bits >> static_cast<unsigned>(value) & 1);
}

bool Share(const std::vector<std::string>& wanted, const std::vector<std::string>& present) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
    return std::find(present.begin(), present.end(), w) != present.end();
  });
}

TimeMs FloorDivide(TimeMs value, TimeMs by) { return value / by - (value % by < 0 ? 1 : 0); }

int Weekday(TimeMs day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); }  // 1970-01-01 was a Thursday

bool OnDay(const TimeRange& range, TimeMs day, const Calendar& calendar) {
  if (!range.days && !range.workdays && !range.restdays) return true;
  if (range.days >> Weekday(day) & 1) return true;
  if (!range.workdays && !range.restdays) return false;
  return calendar.IsWorkday(day) ? range.workdays : range.restdays;
}

}  // namespace

Direction DirectionOf(const Message& message) {
  if (message.role == Role::kCustomer) return Direction::kCustomerToStaff;
  if (message.role == Role::kRep) return Direction::kStaffToCustomer;
  if (message.role == Role::kColleague || message.conversation_kind == ConversationKind::kInternal) {
    return Direction::kInternal;
  }
  if (message.from.kind == PartyKind::kExternal) return Direction::kCustomerToStaff;
  return message.from.kind == PartyKind::kStaff ? Direction::kStaffToCustomer : Direction::kUnknown;
}

bool Calendar::IsWorkday(TimeMs day) const {
  if (extra_work.contains(day)) return true;
  return !holidays.contains(day) && (week >> Weekday(day) & 1);
}

bool TimeRange::Holds(TimeMs at, const Calendar& calendar) const {
  const TimeMs local = at + calendar.offset_ms;
  const TimeMs day = FloorDivide(local, kDay);
  const auto minute = static_cast<int>((local - day * kDay) / kMinute);
  if (from < to) return minute >= from && minute < to && OnDay(*this, day, calendar);
  if (minute >= from) return OnDay(*this, day, calendar);
  return minute < to && OnDay(*this, day - 1, calendar);
}

ScopeCheck::ScopeCheck(const Scope& scope)
    : roles_(Bits(scope.roles)),
      channels_(Bits(scope.channels)),
      directions_(Bits(scope.directions)),
      conversations_(Bits(scope.conversations)),
      types_(scope.types),
      departments_(scope.departments),
      customer_tags_(scope.customer_tags),
      when_(scope.when) {
  lists_ = directions_ || !types_.empty() || !departments_.empty() || !customer_tags_.empty() || !when_.empty();
}

bool ScopeCheck::Holds(const Message& message, const Facts& facts, const Calendar& calendar) const {
  if (Misses(roles_, message.role) || Misses(channels_, message.channel) ||
      Misses(conversations_, message.conversation_kind)) {
    return false;
  }
  if (!lists_) return true;
  if (Misses(directions_, directions_ ? DirectionOf(message) : Direction::kUnknown)) return false;
  if (!types_.empty() && std::find(types_.begin(), types_.end(), message.type) == types_.end()) return false;
  if (!departments_.empty() && !Share(departments_, facts.departments)) return false;
  if (!customer_tags_.empty() && !Share(customer_tags_, facts.customer_tags)) return false;
  return when_.empty() || std::any_of(when_.begin(), when_.end(),
                                      [&](const TimeRange& r) { return r.Holds(message.sent_at, calendar); });
}

}  // namespace custos::rules
