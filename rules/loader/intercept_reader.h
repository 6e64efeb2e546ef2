// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/loader/fields.h"
#include "rules/rule.h"

namespace custos::rules {

/// Reads `intercept` of a rule that does `actions`: {action, words, semantics, departments}. What the chat platform
/// would refuse is a fault here, so that it is known before a pack is published.
InterceptWords ReadIntercept(const Node& node, const std::vector<RuleAction>& actions, Fields* fields);

}  // namespace custos::rules
