// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads one rule. `default_fold` is the pack's, for selections that name none.
RuleDefinition ReadRule(const Node& root, std::uint32_t default_fold, Fields* fields);

}  // namespace custos::rules
