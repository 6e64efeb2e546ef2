// SPDX-License-Identifier: Apache-2.0
#include "server/studio/check_service.h"

#include <algorithm>

namespace custos::server::studio {
namespace {

rules::Bilingual TitleOf(const rules::RuleSet& rules, const std::string& category) {
  for (const rules::CategoryInfo& info : rules.categories()) {
    if (info.key == category) return info.title;
  }
  return {category, category};
}

bool IsEmpty(const rules::Bilingual& text) { return text.zh.empty() && text.en.empty(); }

}  // namespace

std::string_view ToString(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kAllow: return "allow";
    case CheckVerdict::kWarn: return "warn";
    case CheckVerdict::kBlock: break;
  }
  return "block";
}

CheckVerdict VerdictOf(const rules::RuleInfo& rule) {
  if (rule.shadow()) return CheckVerdict::kAllow;
  if (rule.Has(rules::RuleAction::kBlock)) return CheckVerdict::kBlock;
  if (rule.Has(rules::RuleAction::kWarn)) return CheckVerdict::kWarn;
  return rule.alerts() && rule.severity >= Severity::kHigh ? CheckVerdict::kWarn : CheckVerdict::kAllow;
}

CheckResult CheckService::Check(const Message& message, const rules::Facts& facts) {
  CheckResult result;
  const auto rules = in_force_.InForce();
  for (const Finding& finding : rules->Judge(message, facts)) {
    const rules::RuleInfo* rule = rules->Find(finding.rule_id);
    const CheckVerdict verdict = rule == nullptr ? CheckVerdict::kAllow : VerdictOf(*rule);
    if (verdict == CheckVerdict::kAllow) continue;
    auto reason = std::find_if(result.reasons.begin(), result.reasons.end(),
                               [&](const CheckReason& known) { return known.category == finding.category; });
    if (reason == result.reasons.end()) {
      const rules::Bilingual title = TitleOf(*rules, finding.category);
      result.reasons.push_back({.category = finding.category,
                                .title = title,
                                .policy = IsEmpty(rule->description) ? title : rule->description,
                                .severity = finding.severity,
                                .verdict = verdict,
                                .spans = {}});
      reason = std::prev(result.reasons.end());
    } else if (verdict > reason->verdict || (verdict == reason->verdict && finding.severity > reason->severity)) {
      if (!IsEmpty(rule->description)) reason->policy = rule->description;
    }
    reason->severity = std::max(reason->severity, finding.severity);
    reason->verdict = std::max(reason->verdict, verdict);
    reason->spans.insert(reason->spans.end(), finding.spans.begin(), finding.spans.end());
    result.verdict = std::max(result.verdict, verdict);
  }
  std::stable_sort(result.reasons.begin(), result.reasons.end(), [](const CheckReason& a, const CheckReason& b) {
    return a.verdict != b.verdict ? a.verdict > b.verdict : a.severity > b.severity;
  });
  counts_[static_cast<std::size_t>(result.verdict)].fetch_add(1, std::memory_order_relaxed);
  return result;
}

CheckCounts CheckService::TakeCounts() {
  CheckCounts taken{};
  for (std::size_t i = 0; i < counts_.size(); ++i) taken[i] = counts_[i].exchange(0, std::memory_order_relaxed);
  return taken;
}

}  // namespace custos::server::studio
