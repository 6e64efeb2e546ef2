// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/grading_rules.h"
#include "storage/postgres/customer_condition_sql.h"

namespace custos::storage {

/// A value that a customer has and the one that the rules give him.
struct GradeOutcome {
  std::int64_t customer = 0;
  GradeTarget target = GradeTarget::kGrade;
  std::string from;
  std::string to;
  std::uint64_t rule = 0;  ///< 0: none fits
};

/// Where the rules differ from what stands at these customers, or from the rule that is named there. What a person set
/// does not count.
std::vector<GradeOutcome> OutcomesOf(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                                     const ConditionTime& time, const std::vector<std::int64_t>& customers);

/// Writes them down, each change of a value with its event. What a person set meanwhile stays.
void WriteOutcomes(db::Connection& connection, const std::vector<GradeRule>& rules,
                   const std::vector<GradeOutcome>& outcomes, TimeMs now);

}  // namespace custos::storage
