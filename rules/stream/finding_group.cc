// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/finding_group.h"

#include <utility>
#include <vector>

namespace custos::rules {
namespace {

std::string ValueOf(GroupKey key, const ConversationId& conversation, const Facts& facts) {
  switch (key) {
    case GroupKey::kEmployee: return facts.employee;
    case GroupKey::kCustomer: return facts.customer;
    case GroupKey::kConversation: return conversation.Hex();
    case GroupKey::kDevice: return facts.device;
    case GroupKey::kDepartment: return facts.own_departments.empty() ? std::string() : facts.own_departments.front();
  }
  return {};
}

}  // namespace

FindingGroup GroupOf(const RuleInfo& rule, const Finding& finding, const ConversationId& conversation,
                     const Facts& facts, TimeMs within_ms) {
  // Pieces that go on are more of the same.
  const bool goes_on = rule.group.by.empty() && !finding.parts.empty();
  static const std::vector<GroupKey> kInConversation(1, GroupKey::kConversation);
  const std::vector<GroupKey>& by = goes_on ? kInConversation : rule.group.by;
  FindingGroup group{.key = {}, .window_ms = goes_on ? within_ms : rule.group.window_ms};
  if (by.empty()) return group;
  std::string key = rule.id;
  for (const GroupKey part : by) {
    const std::string value = ValueOf(part, conversation, facts);
    if (value.empty()) return group;  // nobody knows whether it is the same one
    key.append("|").append(ToString(part)).append("=").append(value);
  }
  group.key = std::move(key);
  return group;
}

Facts PeopleOf(const Signal& signal) {
  Facts facts;
  facts.employee = signal.employee;
  facts.customer = signal.customer;
  facts.device = signal.device;
  facts.own_departments = signal.departments;
  return facts;
}

}  // namespace custos::rules
