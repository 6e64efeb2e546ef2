// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/scope.h"

#include <catch2/catch.hpp>

#include "rules/loader/scope_reader.h"

namespace custos::rules {
namespace {

constexpr TimeMs kHour = 3600 * 1000;

// A moment on the company's clock.
TimeMs At(const char* day, int hour, const Calendar& calendar) {
  return *ParseDay(day) * 24 * kHour + hour * kHour - calendar.offset_ms;
}

TEST_CASE("Hours over midnight belong to the day they began on") {
  const Calendar calendar;
  const TimeRange friday_night{22 * 60, 7 * 60, 1 << 4, false, false};
  CHECK(friday_night.Holds(At("2026-01-09", 23, calendar), calendar));
  CHECK(friday_night.Holds(At("2026-01-10", 6, calendar), calendar));
  CHECK_FALSE(friday_night.Holds(At("2026-01-10", 7, calendar), calendar));
  CHECK_FALSE(friday_night.Holds(At("2026-01-10", 23, calendar), calendar));
  CHECK_FALSE(friday_night.Holds(At("2026-01-09", 6, calendar), calendar));
}

TEST_CASE("The company's clock decides, not UTC") {
  Calendar calendar;
  const TimeRange evening{20 * 60, 24 * 60, 0, false, false};
  const TimeMs noon_utc = *ParseDay("2026-01-09") * 24 * kHour + 12 * kHour;
  CHECK(evening.Holds(noon_utc, calendar));
  calendar.offset_ms = *ParseOffset("-05:30");
  CHECK_FALSE(evening.Holds(noon_utc, calendar));
}

TEST_CASE("Holidays rest and make-up days work") {
  Calendar calendar;
  calendar.holidays = {*ParseDay("2026-01-01")};
  calendar.extra_work = {*ParseDay("2026-01-04")};  // a Sunday
  const TimeRange rest{0, 24 * 60, 0, false, true}, work{0, 24 * 60, 0, true, false};
  for (const auto& [day, works] :
       {std::pair{"2026-01-01", false}, {"2026-01-02", true}, {"2026-01-03", false}, {"2026-01-04", true}}) {
    CHECK(work.Holds(At(day, 12, calendar), calendar) == works);
    CHECK(rest.Holds(At(day, 12, calendar), calendar) != works);
  }
}

TEST_CASE("Direction, kind of conversation, department and tag narrow a rule") {
  Message message;
  message.role = Role::kRep;
  message.conversation_kind = ConversationKind::kGroup;
  message.type = "text";
  Facts facts;
  facts.departments = {"3", "1"};
  facts.customer_tags = {"vip"};
  const auto holds = [&](const Scope& scope) { return ScopeCheck(scope).Holds(message, facts, {}); };
  CHECK(holds({}));
  Scope scope;
  scope.directions = {Direction::kStaffToCustomer};
  CHECK(holds(scope));
  scope.conversations = {ConversationKind::kGroup};
  scope.departments = {"1"};
  scope.customer_tags = {"vip", "new"};
  CHECK(holds(scope));
  scope.departments = {"2"};
  CHECK_FALSE(holds(scope));
  scope = {};
  scope.directions = {Direction::kInternal, Direction::kCustomerToStaff};
  CHECK_FALSE(holds(scope));
  message.role = Role::kColleague;
  CHECK(holds(scope));
}

TEST_CASE("Days, times and offsets are read strictly") {
  CHECK(ParseDay("1970-01-02") == 1);
  for (const char* wrong : {"2026-02-30", "2026-2-3", "2026/02/03", ""}) CHECK_FALSE(ParseDay(wrong));
  CHECK(ParseMinute("24:00") == 1440);
  for (const char* wrong : {"24:01", "7:00", "12:60", "-1:00"}) CHECK_FALSE(ParseMinute(wrong));
  for (const char* wrong : {"8", "+15:00", "08:00"}) CHECK_FALSE(ParseOffset(wrong));
}

}  // namespace
}  // namespace custos::rules
