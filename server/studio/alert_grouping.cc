// SPDX-License-Identifier: Apache-2.0
#include "server/studio/alert_grouping.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "rules/stream/correlation.h"
#include "rules/stream/finding_group.h"

namespace custos::server::studio {
namespace {

constexpr std::size_t kSweepEvery = 4096;  // alerts between two looks for those that nothing joins any more

}  // namespace

std::set<std::string> AlertGrouping::HitsAmong(const AlertsByCategory& alerts, const ConversationId& conversation,
                                               const rules::Facts& facts, TimeMs sent_at) {
  std::set<std::string> hits;
  for (const auto& [category, findings] : alerts) {
    if (Joins(findings, conversation, facts, sent_at)) hits.insert(category);
  }
  return hits;
}

// As CommitPlan: the first open alert with a key of one of the findings takes it; otherwise it opens its first key.
bool AlertGrouping::Joins(const std::vector<Finding>& findings, const ConversationId& conversation,
                          const rules::Facts& facts, TimeMs sent_at) {
  std::optional<rules::FindingGroup> own;
  for (const Finding& finding : findings) {
    const rules::RuleInfo* rule = rules_->Find(finding.rule_id);
    if (rule == nullptr) continue;
    rules::FindingGroup group = rules::GroupOf(*rule, finding, conversation, facts, rules_->join().within_ms);
    if (group.key.empty()) continue;
    const auto open = open_.find(group.key);
    if (open != open_.end() && std::abs(sent_at - open->second.last_hit) <= group.window_ms) {
      open->second.last_hit = std::max(open->second.last_hit, sent_at);
      return true;
    }
    if (!own) own = std::move(group);
  }
  if (own) {
    newest_ = std::max(newest_, sent_at);
    open_[own->key] = {sent_at, own->window_ms};
    if (++until_sweep_ >= kSweepEvery) Forget();
  }
  return false;
}

void AlertGrouping::Forget() {
  until_sweep_ = 0;
  std::erase_if(open_, [&](const auto& one) {
    return newest_ - one.second.last_hit > one.second.window_ms + rules::kMaxLatenessMs;
  });
}

}  // namespace custos::server::studio
