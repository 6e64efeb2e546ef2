// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/message.h"
#include "rules/facts.h"

namespace custos::rules {

/// Which way a message goes, seen from the company.
enum class Direction : std::uint8_t { kUnknown, kStaffToCustomer, kCustomerToStaff, kInternal };

Direction DirectionOf(const Message& message);

/// Days on which work differs from the week, and how far the company's clock is from UTC.
struct Calendar {
  TimeMs offset_ms = TimeMs{8} * 3600 * 1000;
  std::uint8_t week = 0x1F;     ///< working days, bit 0 is Monday
  std::set<TimeMs> holidays;    ///< days since 1970-01-01
  std::set<TimeMs> extra_work;  ///< make-up working days; they win over holidays

  bool IsWorkday(TimeMs day) const;
};

/// A part of the day on some days. Minutes from midnight; when `to` is not after `from` the part goes on over midnight
/// and belongs to the day it began on.
struct TimeRange {
  int from = 0;
  int to = 24 * 60;
  std::uint8_t days = 0;  ///< weekdays, bit 0 is Monday; 0 with neither flag: every day
  bool workdays = false;
  bool restdays = false;

  bool Holds(TimeMs at, const Calendar& calendar) const;
};

/// Who and what a rule looks at. An empty list means everything.
struct Scope {
  std::vector<Role> roles;
  std::vector<Channel> channels;
  std::vector<Direction> directions;
  std::vector<ConversationKind> conversations;
  std::vector<std::string> types;
  std::vector<std::string> departments;    ///< with everything below them
  std::vector<std::string> customer_tags;  ///< one of them
  std::vector<TimeRange> when;             ///< one of them
};

/// The same, quick to try.
class ScopeCheck {
 public:
  ScopeCheck() = default;
  explicit ScopeCheck(const Scope& scope);

  bool Holds(const Message& message, const Facts& facts, const Calendar& calendar) const;

 private:
  std::uint32_t roles_ = 0;  // bit per value; 0 means any
  std::uint32_t channels_ = 0;
  std::uint32_t directions_ = 0;
  std::uint32_t conversations_ = 0;
  bool lists_ = false;  // some list below is not empty
  std::vector<std::string> types_, departments_, customer_tags_;
  std::vector<TimeRange> when_;
};

}  // namespace custos::rules
