// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/stream_stage.h"

#include <utility>

#include "core/log.h"
#include "rules/stream/finding_group.h"

namespace custos::server {
namespace {

constexpr std::uint64_t kForgetEvery = 64;  // pages between two removals of signals that are over

}  // namespace

storage::Treatment TreatmentOf(const rules::RuleInfo& rule, const Finding& finding, const ConversationId& conversation,
                               const rules::Facts& facts, TimeMs join_window_ms) {
  storage::Treatment treatment;
  if (rule.Has(rules::RuleAction::kEscalate)) treatment.actions |= storage::kActionEscalate;
  if (rule.Has(rules::RuleAction::kWarn)) treatment.actions |= storage::kActionWarn;
  if (rule.Has(rules::RuleAction::kBlock)) treatment.actions |= storage::kActionBlock;
  treatment.notify = rule.notify;
  treatment.tag_customer = rule.tag_customer;
  rules::FindingGroup group = rules::GroupOf(rule, finding, conversation, facts, join_window_ms);
  treatment.group_key = std::move(group.key);
  treatment.group_window_ms = group.window_ms;
  return treatment;
}

Status StreamStage::Prepare() {
  std::shared_ptr<const rules::RuleSet> current = holder_.Current();
  if (current == rules_) return {};
  auto judge = std::make_unique<rules::StreamJudge>(current);
  const Result<storage::StreamPast> past = archive_.LoadStream(judge->message_horizon(), judge->signal_horizon());
  if (!past) {
    Log(LogLevel::kWarn, "the recent past could not be read", {{"code", past.error().code}});
    return Error{ErrorKind::kUnavailable, past.error().code, past.error().message};
  }
  for (const Message& message : past->messages) judge->RestoreMessage(message, facts_.Of(message));
  for (const Signal& signal : past->signals) judge->RestoreSignal(signal);
  for (const auto& [source, newest] : past->newest) judge->RestoreWatermark(source, newest);
  rules_ = std::move(current);
  judge_ = std::move(judge);
  return {};
}

void StreamStage::Judge(storage::CommitRequest* request, const std::vector<std::size_t>& fresh) {
  judge_->Drop();  // a commit that is tried again begins anew
  request->pack = rules_->digest();
  request->earlier.clear();
  request->signals.clear();
  request->shadow_hits.clear();
  for (const std::size_t i : fresh) {
    storage::JudgedMessage& judged = request->messages[i];
    const rules::Facts facts = facts_.Of(judged.message);
    rules::StreamVerdict verdict = judge_->Judge(judged.message, facts);
    judged.treatments.clear();
    judged.findings =
        Sort(std::move(verdict.findings), judged.message.conversation(), facts, &judged.treatments, request);
    for (Signal& signal : verdict.signals) request->signals.push_back(std::move(signal));
    for (rules::EarlierFinding& one : verdict.earlier) {
      storage::EarlierFindings earlier{.source = one.anchor.source,
                                       .key = one.anchor.key,
                                       .findings = {},
                                       .treatments = {},
                                       .origin = Origin::kLate};
      earlier.findings = Sort({std::move(one.finding)}, one.anchor.conversation, rules::PeopleOf(one.anchor),
                              &earlier.treatments, request);
      if (!earlier.findings.empty()) request->earlier.push_back(std::move(earlier));
    }
  }
  request->signals_from = ++pages_ % kForgetEvery == 0 ? judge_->signals_from() : 0;
}

// Findings that become alerts, and what their rules want. The others are counted, or were signals only.
std::vector<Finding> StreamStage::Sort(std::vector<Finding> findings, const ConversationId& conversation,
                                       const rules::Facts& facts, storage::Treatments* treatments,
                                       storage::CommitRequest* request) const {
  std::vector<Finding> alerts;
  for (Finding& finding : findings) {
    const rules::RuleInfo* rule = rules_->Find(finding.rule_id);
    if (rule == nullptr) continue;
    if (rule->shadow()) ++request->shadow_hits[rule->id];
    if (!rule->alerts()) continue;
    (*treatments)[rule->id] = TreatmentOf(*rule, finding, conversation, facts, rules_->join().within_ms);
    alerts.push_back(std::move(finding));
  }
  return alerts;
}

}  // namespace custos::server
