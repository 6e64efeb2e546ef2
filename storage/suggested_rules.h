// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/grading_rules.h"

namespace custos::storage {

/// Sets of rules to begin with, none of them active. In Chinese or English.

/// Grades by a number field, or what orders came to where it is empty, and contact; stages by contact.
std::vector<GradeRule> SuggestedRules(bool english, const std::string& number_field);
/// Grades and stages by what customers bought: how much in the last year, how lately, how often. Whoever never bought
/// has neither.
std::vector<GradeRule> SuggestedOrderRules(bool english);

}  // namespace custos::storage
