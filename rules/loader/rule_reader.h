// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// What a pack says for all its rules.
struct RuleDefaults {
  std::uint32_t fold = 0;  ///< of selections that name none
  Calendar calendar;
};

/// Reads one rule.
RuleDefinition ReadRule(const Node& root, const RuleDefaults& defaults, Fields* fields);

/// Reads an exception that an operator makes to rules of a pack: `filter` with `rules` (ids, or any) and selections
/// with a condition that must hold as well, `allow` phrases, or both.
Filter ReadFilter(const Node& root, std::uint32_t default_fold, Fields* fields);

}  // namespace custos::rules
