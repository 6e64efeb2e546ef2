// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/commit_plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace custos::storage {

CommitPlan::CommitPlan(const CommitRequest& request, const Known& known) : request_(request), known_(known) {
  std::unordered_set<std::string> in_page;
  for (const JudgedMessage& judged : request.messages) {
    std::string key = IntakeKey(judged.message.source, judged.message.key);
    if (known.stored.contains(key) || !in_page.insert(key).second) {
      ++duplicates_;
      continue;
    }
    messages_.push_back({.judged = &judged, .intake_key = std::move(key)});
  }
  std::set<std::pair<std::uint64_t, std::string>> parked_here;
  for (const ParkedMessage& parked : request.parked) {
    const std::string key = IntakeKey(parked.source, parked.key);
    const std::pair<std::uint64_t, std::string> place(parked.seq, parked.key);
    const bool there = known.parked.contains(place) || known.stored.contains(key) || in_page.contains(key);
    if (there || !parked_here.insert(place).second) {
      ++duplicates_;
      continue;
    }
    parked_.push_back({.parked = &parked});
  }
}

void CommitPlan::AddLeaves(BundleBuilder& builder, bool with_page, const std::vector<SettledParked>& settled) {
  if (with_page) {
    PageFields page{.source = request_.source,
                    .first_seq = request_.first_seq,
                    .last_seq = request_.last_seq,
                    .count = request_.seq_count};
    if (!request_.raw.empty()) page.reply = Sha256(request_.raw);
    page_id_ = builder.Add(page);
  }
  for (PlannedMessage& message : messages_) message.id = builder.AddMessage(message.judged->message);
  for (PlannedParked& planned : parked_) {
    const ParkedMessage& parked = *planned.parked;
    planned.id = builder.Add(ParkedFields{.source = parked.source,
                                          .seq = parked.seq,
                                          .key = parked.key,
                                          .reason = parked.reason,
                                          .key_version = parked.key_version,
                                          .envelope = Sha256(parked.envelope)},
                             parked.envelope);
  }
  for (const SettledParked& one : settled) {
    builder.Add(UnparkedFields{.source = request_.source, .seq = one.seq, .parked_id = one.parked_id});
  }
  PlanAlerts(builder);
  if (!messages_.empty()) {
    builder.AddJudgement(request_.pack, messages_.front().id, messages_.back().id + 1);
  }
  recalls_ = PlanRecalls(messages_, known_);
}

void CommitPlan::PlanAlerts(BundleBuilder& builder) {
  for (const PlannedMessage& message : messages_) {
    std::map<std::string, std::vector<Finding>> by_category;
    for (const Finding& finding : message.judged->findings) by_category[finding.category].push_back(finding);
    for (auto& [category, findings] : by_category) {
      PlannedAlert alert{
          .message = &message, .at = builder.at(), .category = category, .findings = std::move(findings)};
      for (const Finding& finding : alert.findings) alert.severity = std::max(alert.severity, finding.severity);
      alert.id = builder.Add(
          AlertFields{
              .message_id = message.id, .category = category, .severity = alert.severity, .pack = request_.pack},
          EncodeFindings(alert.findings));
      alerts_.push_back(std::move(alert));
    }
  }
}

std::vector<PlannedRecall> PlanRecalls(std::vector<PlannedMessage>& messages, const Known& known) {
  std::unordered_map<std::string, PlannedMessage*> here;
  for (PlannedMessage& message : messages) {
    here[message.intake_key] = &message;
    if (const auto found = known.recalled.find(message.intake_key); found != known.recalled.end()) {
      message.recalled_at = found->second.first;
      message.recalled_by = found->second.second;
    }
  }
  std::vector<PlannedRecall> recalls;
  std::unordered_set<std::string> planned_keys;
  for (const PlannedMessage& message : messages) {
    const Message& recall = message.judged->message;
    if (recall.recalls.empty()) continue;
    std::string key = IntakeKey(recall.source, recall.recalls);
    if (const auto found = here.find(key); found != here.end()) {
      PlannedMessage& original = *found->second;
      if (original.recalled_by != 0) continue;
      original.recalled_at = recall.sent_at;
      original.recalled_by = message.id;
      continue;
    }
    if (!planned_keys.insert(key).second) continue;
    PlannedRecall planned{.intake_key = std::move(key), .original = {}, .at = recall.sent_at, .by = message.id};
    if (const auto found = known.stored.find(planned.intake_key); found != known.stored.end()) {
      planned.original = found->second;
    }
    recalls.push_back(std::move(planned));
  }
  return recalls;
}

}  // namespace custos::storage
