// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/commit_plan.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>
#include <unordered_set>

#include "storage/postgres/db.h"

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

std::vector<std::size_t> CommitPlan::Fresh() const {
  std::vector<std::size_t> fresh;
  for (const PlannedMessage& message : messages_) {
    fresh.push_back(static_cast<std::size_t>(message.judged - request_.messages.data()));
  }
  return fresh;
}

std::vector<std::size_t> CommitPlan::Repeated() const {
  std::vector<std::size_t> repeated;
  auto fresh = messages_.begin();
  for (std::size_t i = 0; i < request_.messages.size(); ++i) {
    if (fresh != messages_.end() && fresh->judged == &request_.messages[i]) {
      ++fresh;
    } else {
      repeated.push_back(i);
    }
  }
  return repeated;
}

std::vector<std::string> CommitPlan::GroupKeys() const {
  std::set<std::string> keys;
  const auto add = [&](const Treatments& treatments) {
    for (const auto& [rule, treatment] : treatments) {
      if (!treatment.group_key.empty()) keys.insert(treatment.group_key);
    }
  };
  for (const PlannedMessage& message : messages_) add(message.judged->treatments);
  for (const EarlierFindings& earlier : request_.earlier) add(earlier.treatments);
  return {keys.begin(), keys.end()};
}

void CommitPlan::Number(std::uint64_t first_leaf, bool with_page) {
  std::uint64_t next = first_leaf + (with_page ? 1 : 0);
  for (PlannedMessage& message : messages_) message.id = next++;
  recalls_ = PlanRecalls(messages_, known_);
}

void CommitPlan::AddMessages(BundleBuilder& builder, bool with_page) {
  if (with_page) {
    PageFields page{.source = request_.source,
                    .first_seq = request_.first_seq,
                    .last_seq = request_.last_seq,
                    .count = request_.seq_count};
    if (!request_.raw.empty()) page.reply = Sha256(request_.raw);
    page_id_ = builder.Add(page);
  }
  for (const PlannedMessage& message : messages_) {
    if (builder.AddMessage(message.judged->message) == message.id) continue;
    db::Fail(ErrorKind::kInternal, "storage.numbering", "a message did not become the leaf that it was counted as");
  }
}

void CommitPlan::AddOthers(BundleBuilder& builder, const std::vector<SettledParked>& settled,
                           KnownAlerts known_alerts) {
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
  PlanEarlier(builder, known_alerts);
  PlanAlerts(builder, known_alerts);
  if (!messages_.empty()) {
    builder.AddJudgement(request_.pack, messages_.front().id, messages_.back().id + 1);
  }
}

void CommitPlan::PlanAlerts(BundleBuilder& builder, KnownAlerts& known) {
  for (const PlannedMessage& message : messages_) {
    PlanAlertsOf(builder, message, message.judged->findings, message.judged->treatments, Origin::kLive, known);
  }
}

// The message is one of this commit, or was read from the evidence.
void CommitPlan::PlanEarlier(BundleBuilder& builder, KnownAlerts& known) {
  for (const EarlierFindings& earlier : request_.earlier) {
    const std::string key = IntakeKey(earlier.source, earlier.key);
    const auto here = std::find_if(messages_.begin(), messages_.end(),
                                   [&](const PlannedMessage& message) { return message.intake_key == key; });
    if (here != messages_.end()) {
      PlanAlertsOf(builder, *here, earlier.findings, earlier.treatments, earlier.origin, known);
      continue;
    }
    const auto stored = known.earlier.find(key);
    if (stored == known.earlier.end()) continue;
    const auto& [id, message] = stored->second;
    std::vector<Finding> findings;
    for (const Finding& finding : earlier.findings) {
      if (known.raised.insert({id, finding.rule_id}).second) findings.push_back(finding);
    }
    earlier_.push_back({message, {}});
    planned_earlier_.push_back({.judged = &earlier_.back(), .intake_key = key, .id = id});
    PlanAlertsOf(builder, planned_earlier_.back(), findings, earlier.treatments, earlier.origin, known);
  }
}

void CommitPlan::PlanAlertsOf(BundleBuilder& builder, const PlannedMessage& message,
                              const std::vector<Finding>& findings, const Treatments& treatments, Origin origin,
                              KnownAlerts& known) {
  std::map<std::string, std::vector<Finding>> by_category;
  for (const Finding& finding : findings) by_category[finding.category].push_back(finding);
  for (auto& [category, of_category] : by_category) {
    PlannedAlert alert{
        .message = &message, .at = builder.at(), .category = category, .findings = std::move(of_category)};
    alert.detail.origin = origin;
    for (const Finding& finding : alert.findings) alert.severity = std::max(alert.severity, finding.severity);
    JoinHead(message, treatments, &alert, known);
    alert.id = builder.Add(
        AlertFields{.message_id = message.id, .category = category, .severity = alert.severity, .pack = request_.pack},
        EncodeFindings(alert.findings, alert.detail));
    if (!alert.detail.group_key.empty()) {
      const ConversationId conversation = message.judged->message.conversation();
      known.heads[alert.detail.group_key] = {
          alert.id,
          {reinterpret_cast<const char*>(conversation.bytes.data()), conversation.bytes.size()},
          message.judged->message.sent_at};
    }
    alerts_.push_back(std::move(alert));
  }
}

// The first key of its findings decides: whoever finds an open head with it joins, else the alert is a head itself.
void CommitPlan::JoinHead(const PlannedMessage& message, const Treatments& treatments, PlannedAlert* alert,
                          KnownAlerts& known) {
  const TimeMs at = message.judged->message.sent_at;
  for (const Finding& finding : alert->findings) {
    const auto found = treatments.find(finding.rule_id);
    if (found == treatments.end()) continue;
    const Treatment& treatment = found->second;
    AlertDetail& detail = alert->detail;
    detail.actions |= treatment.actions;
    const auto add = [](const std::string& text, std::vector<std::string>* texts) {
      if (!text.empty() && std::find(texts->begin(), texts->end(), text) == texts->end()) texts->push_back(text);
    };
    for (const std::string& channel : treatment.notify) add(channel, &detail.notify);
    add(treatment.tag_customer, &detail.tags);
    if (treatment.group_key.empty() || detail.head_id != 0) continue;
    const auto head = known.heads.find(treatment.group_key);
    if (head == known.heads.end() || std::abs(at - head->second.last_hit) > treatment.group_window_ms) {
      if (alert->detail.group_key.empty()) alert->detail.group_key = treatment.group_key;
      continue;
    }
    detail.head_id = head->second.id;
    head->second.last_hit = std::max(head->second.last_hit, at);
    const auto known_hits = std::find_if(hits_.begin(), hits_.end(),
                                         [&](const PlannedHits& hits) { return hits.head.id == detail.head_id; });
    if (known_hits == hits_.end()) {
      hits_.push_back({head->second, 1});
    } else {
      known_hits->head.last_hit = head->second.last_hit;
      ++known_hits->hits;
    }
  }
  if (alert->detail.head_id != 0) alert->detail.group_key.clear();
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
