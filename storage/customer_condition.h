// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::storage {

/// What a condition asks about.
enum class ConditionSubject : std::uint8_t {
  kGrade,
  kStage,
  kTag,              ///< names or ids
  kOwner,            ///< who owns him in any line of business
  kOwnerDepartment,  ///< with those below
  kServed,           ///< owned, pool, nobody
  kPool,
  kEmployee,      ///< whose contact he is
  kAddWay,        ///< numbers of the platform
  kContact,       ///< days since the last word in either direction
  kContactIn,     ///< … of his
  kContactOut,    ///< … of ours
  kMessages,      ///< chat and text messages in the last `days`
  kCalls,         ///< that were answered
  kFirstContact,  ///< first message, as a day
  kAdded,         ///< days since he was added last
  kWaiting,       ///< hours for which he waits for an answer
  kPhone,         ///< a number is known
  kField,         ///< one of the company's own
  kName,          ///< any name, remark or company
  kCompany,
  kAlerts,      ///< open ones in his conversations
  kOrders,      ///< paid and done ones in the last `days`; 0: ever
  kOrderValue,  ///< what they are worth, in units of the currency `key`
  kLastOrder,   ///< days since the newest of them
  kRegion,      ///< of a lead, else of his first number
};

enum class ConditionOperator : std::uint8_t {
  kIn,
  kNotIn,
  kAny,
  kEvery,  ///< "all" in JSON
  kNone,
  kAtLeast,
  kAtMost,
  kBefore,
  kAfter,
  kPastDays,  ///< the day lies within so many days back, today included
  kNextDays,  ///< … ahead
  kIs,
  kContains,
  kSet,
};

/// An employee, or a department by its number.
struct ConditionParty {
  std::string source;
  std::string id;
  bool operator==(const ConditionParty&) const = default;
};

/// A question about a customer that is true or false of each. Of somebody who was never spoken to the last word is
/// longer ago than any number of days, and so is the last order of somebody who never bought; of anything else that is
/// unknown no comparison holds.
struct CustomerCondition {
  enum class Join : std::uint8_t { kLeaf, kAll, kAny, kNot };

  Join join = Join::kAll;
  std::vector<CustomerCondition> parts;  ///< of all and any; exactly one of not. All of nothing holds for everybody.

  // of a leaf:
  ConditionSubject on = ConditionSubject::kGrade;
  ConditionOperator op = ConditionOperator::kIn;
  std::string key;                      ///< of a field; kOrderValue: the currency, others are not counted
  std::vector<std::string> texts;       ///< one for kIs, kContains, kBefore, kAfter (YYYY-MM-DD)
  std::vector<ConditionParty> parties;  ///< kOwner, kOwnerDepartment, kEmployee
  double number = 0;                    ///< kAtLeast, kAtMost, kPastDays, kNextDays
  std::uint32_t days = 0;               ///< kMessages, kCalls, kOrders, kOrderValue: how far back, today included
  bool truth = true;                    ///< kPhone with kIs, kSet

  bool operator==(const CustomerCondition&) const = default;
};

constexpr std::size_t kMostConditions = 100;       ///< members of one condition
constexpr std::size_t kDeepestCondition = 8;       ///< levels
constexpr std::size_t kLongestCondition = 64'000;  ///< bytes

/// From JSON as docs/segments.md describes it: {"all": […]}, {"any": […]}, {"not": …}, or a leaf
/// {"on": "grade", "op": "in", "value": ["A"]}. kInvalid "condition.invalid", whose message names the member by its
/// path and what is wrong with it, as in `all[1].value: a list of texts`.
Result<CustomerCondition> ParseCondition(std::string_view json);
/// The same condition as JSON; ParseCondition reads it back.
std::string FormatCondition(const CustomerCondition& condition);

std::string_view ToString(ConditionSubject subject);
std::string_view ToString(ConditionOperator op);

/// Whether a text is a day of the calendar, as YYYY-MM-DD, from 1900 to 2200.
bool IsDay(std::string_view text);
/// Whether a text is a number as fields hold them: up to 15 digits, and up to 6 behind a point.
bool IsDecimal(std::string_view text);

}  // namespace custos::storage
