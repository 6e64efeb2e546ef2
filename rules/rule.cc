// SPDX-License-Identifier: Apache-2.0
#include "rules/rule.h"

#include <algorithm>
#include <iterator>

namespace custos::rules {
namespace {

constexpr std::string_view kActions[] = {"alert", "escalate", "warn", "block", "signal"};
constexpr std::string_view kGroupKeys[] = {"employee", "customer", "conversation", "device", "department"};

template <class Value, std::size_t kCount>
std::optional<Value> Parse(const std::string_view (&names)[kCount], std::string_view name) {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Value>(found - std::begin(names));
}

}  // namespace

std::string_view ToString(RuleAction action) { return kActions[static_cast<std::size_t>(action)]; }
std::string_view ToString(GroupKey key) { return kGroupKeys[static_cast<std::size_t>(key)]; }
std::optional<RuleAction> ParseRuleAction(std::string_view name) { return Parse<RuleAction>(kActions, name); }
std::optional<GroupKey> ParseGroupKey(std::string_view name) { return Parse<GroupKey>(kGroupKeys, name); }

bool RuleInfo::Has(RuleAction action) const {
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

}  // namespace custos::rules
