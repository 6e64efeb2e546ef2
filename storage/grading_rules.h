// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/customer_condition.h"

namespace custos::storage {

/// What a rule sets. Values are stored; never renumber.
enum class GradeTarget : std::uint8_t { kGrade = 1, kStage = 2, kTag = 3 };

std::string_view ToString(GradeTarget target);  ///< grade, stage, tag
std::optional<GradeTarget> ParseGradeTarget(std::string_view name);

/// Gives its value to customers of whom its condition holds and none of a rule above it with the same target. A tag is
/// given to whoever fits any of its rules, whatever other tags he has.
struct GradeRule {
  std::uint64_t id = 0;  ///< 0: a new one
  GradeTarget target = GradeTarget::kGrade;
  std::string value;  ///< of a tag: its id
  std::string name;
  CustomerCondition condition;
  bool active = true;
  std::uint64_t version = 0;  ///< grows when the rule itself changes
  std::string source = {};    ///< directory that the tag is of; empty for grades and stages
};

/// All of them, in their order. While a target has an active rule, whoever fits none of its rules has no value of it;
/// of a tag, he loses it if rules gave it to him and nobody changed it since.
struct GradeRules {
  std::uint64_t version = 0;  ///< 0: none were ever set
  std::vector<GradeRule> rules;
  TimeMs changed_at = 0;
  std::string changed_by;
};

constexpr std::size_t kMostGradeRules = 50;

/// kInvalid "grading.invalid", naming the member by its path.
Status CheckGradeRules(const std::vector<GradeRule>& rules);

/// What `rules` are after `before`: ids that stand there are kept, others are new; versions grow where something
/// changed. `next_id` is used up by new ones.
std::vector<GradeRule> NumberedRules(std::vector<GradeRule> rules, const std::vector<GradeRule>& before,
                                     std::uint64_t* next_id);

/// As they are stored.
std::string FormatGradeRules(const std::vector<GradeRule>& rules);
std::optional<std::vector<GradeRule>> ReadGradeRules(std::string_view json);

}  // namespace custos::storage
