// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/correlator.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace custos::rules {
namespace {

constexpr std::size_t kSweepEvery = 1024;  // signals between two looks for groups that are over
constexpr std::size_t kMaxParts = 50;      // messages named by one finding

Signal SignalOf(const StreamItem& item, const Finding& hit) {
  return {.rule_id = hit.rule_id,
          .source = item.message.source,
          .key = item.message.key,
          .at = item.message.sent_at,
          .seen_until = item.source_before,
          .conversation = item.message.conversation(),
          .employee = item.facts.employee,
          .customer = item.facts.customer,
          .device = item.facts.device,
          .departments = item.facts.own_departments,
          .spans = hit.spans};
}

bool SameMessage(const Signal& a, const Signal& b) { return a.key == b.key && a.source == b.source; }

// Whether the correlation holds now that event `fresh` is there, and the event that completes it; kNone when it does
// not, or held already around that time: then this is more of the same.
std::size_t Completes(const Correlation& correlation, const GroupEvents& events, std::size_t fresh) {
  const auto near = [&](std::size_t i) { return std::abs(events[i].at - events[fresh].at) <= correlation.timespan_ms; };
  const std::vector<bool> holds = HoldsAt(correlation, events, kNone);
  std::size_t last = fresh;
  while (last < events.size() && near(last) && !holds[last]) ++last;
  if (last == events.size() || !near(last)) return kNone;
  const std::vector<bool> held = HoldsAt(correlation, events, fresh);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (held[i] && near(i)) return kNone;
  }
  return last;
}

}  // namespace

Correlator::Correlator(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)) {
  const std::vector<Correlation>& all = rules_->correlations();
  for (std::size_t c = 0; c < all.size(); ++c) {
    for (std::size_t r = 0; r < all[c].rules.size(); ++r) uses_[all[c].rules[r]].push_back({c, r});
    horizon_ = std::max(horizon_, kMaxLatenessMs + 2 * all[c].timespan_ms);
  }
}

StreamVerdict Correlator::Pass(const StreamItem& item, const std::vector<Finding>& hits) {
  StreamVerdict verdict;
  if (uses_.empty()) return verdict;
  tentative_newest_ = std::max(tentative_newest_, item.message.sent_at);
  Expire(item.message.source, item.message.sent_at, &verdict.earlier);
  if (item.all_before - item.message.sent_at > kMaxLatenessMs) return verdict;
  for (const Finding& hit : hits) {
    if (!uses_.contains(hit.rule_id)) continue;
    auto signal = std::make_shared<const Signal>(SignalOf(item, hit));
    Count(signal, &verdict.findings);
    verdict.signals.push_back(*signal);
  }
  return verdict;
}

void Correlator::Restore(const Signal& signal) {
  if (!uses_.contains(signal.rule_id)) return;
  newest_ = std::max(newest_, signal.at);
  std::vector<Finding> told;
  std::vector<EarlierFinding> told_earlier;
  Expire(signal.source, std::max(signal.seen_until, signal.at), &told_earlier);
  Count(std::make_shared<const Signal>(signal), &told);
  Keep();
}

void Correlator::RestoreWatermark(const std::string& source, TimeMs newest) {
  newest_ = std::max(newest_, newest);
  std::vector<EarlierFinding> told;
  Expire(source, newest, &told);
  Keep();
}

void Correlator::Count(const std::shared_ptr<const Signal>& signal, std::vector<Finding>* findings) {
  for (const Use& use : uses_.at(signal->rule_id)) {
    const Correlation& correlation = rules_->correlations()[use.correlation];
    for (const std::string& group : GroupsOf(correlation, *signal)) {
      if (correlation.type == CorrelationType::kAbsence) {
        Follow(use, group, signal);
      } else {
        CountInGroup(use, group, signal, findings);
      }
    }
  }
  ++since_sweep_;
}

// The number of the correlation, then the values by which it groups. One per department where it groups by these.
std::vector<std::string> Correlator::GroupsOf(const Correlation& correlation, const Signal& signal) const {
  std::vector<std::string> groups{std::to_string(&correlation - rules_->correlations().data())};
  for (const GroupKey key : correlation.by) {
    std::vector<std::string> values = signal.departments;
    if (key != GroupKey::kDepartment) values = {ValueOf(signal, key)};
    std::vector<std::string> longer;
    for (const std::string& group : groups) {
      for (const std::string& value : values) {
        if (!value.empty()) longer.push_back(group + '\0' + value);
      }
    }
    groups = std::move(longer);
  }
  return groups;
}

void Correlator::CountInGroup(const Use& use, const std::string& group, const std::shared_ptr<const Signal>& signal,
                              std::vector<Finding>* findings) {
  const Correlation& correlation = rules_->correlations()[use.correlation];
  GroupEvents& events = groups_.Touch(group);
  const std::size_t fresh = Insert({signal->at, order_++, 1u << use.position, signal}, &events);
  if (fresh == kNone) return;
  const std::size_t last = Completes(correlation, events, fresh);
  if (last == kNone) return;
  Finding finding = FindingOf(correlation, *signal);
  const bool told = std::any_of(findings->begin(), findings->end(),
                                [&](const Finding& other) { return other.rule_id == finding.rule_id; });
  if (told) return;  // by another department of the same employee
  for (const std::size_t i : Reasons(correlation, events, last)) {
    const Signal& reason = *events[i].signal;
    if (!SameMessage(reason, *signal)) finding.parts.push_back({reason.source, reason.key, reason.spans});
  }
  if (finding.parts.size() > kMaxParts) finding.parts.erase(finding.parts.begin(), finding.parts.end() - kMaxParts);
  findings->push_back(std::move(finding));
}

void Correlator::Follow(const Use& use, const std::string& group, const std::shared_ptr<const Signal>& signal) {
  const TimeMs timespan = rules_->correlations()[use.correlation].timespan_ms;
  Absence& absence = absences_.Touch(group);
  if (use.position != 0) return absence.Answer(*signal, timespan);
  const std::optional<TimeMs> deadline = absence.Open(signal, timespan);
  if (deadline) deadlines_[signal->source].emplace(*deadline, group, use.correlation);
}

// A message at `now` shows that everything due before it is overdue.
void Correlator::Expire(const std::string& source, TimeMs now, std::vector<EarlierFinding>* told) {
  const auto queue = deadlines_.find(source);
  if (queue == deadlines_.end()) return;
  while (!queue->second.empty() && std::get<TimeMs>(*queue->second.begin()) < now) {
    Deadline due = std::move(queue->second.extract(queue->second.begin()).value());
    const auto& [at, group, index] = due;
    const Correlation& correlation = rules_->correlations()[index];
    if (const auto first = absences_.Touch(group).Expire(source, at, correlation.timespan_ms)) {
      told->push_back({*first, FindingOf(correlation, *first)});
    }
    taken_.emplace_back(source, std::move(due));
  }
}

Finding Correlator::FindingOf(const Correlation& correlation, const Signal& anchor) const {
  const RuleInfo& info = rules_->rules()[correlation.rule];
  Finding finding;
  finding.rule_id = info.id;
  finding.rule_version = info.version;
  finding.category = info.category;
  finding.severity = info.severity;
  finding.spans = anchor.spans;
  return finding;
}

void Correlator::Keep() {
  newest_ = std::max(newest_, tentative_newest_);
  groups_.Keep();
  absences_.Keep();
  taken_.clear();
  if (since_sweep_ < kSweepEvery) return;
  since_sweep_ = 0;
  Forget();
}

void Correlator::Drop() {
  tentative_newest_ = newest_;
  groups_.Drop();
  absences_.Drop();
  for (auto& [source, deadline] : taken_) deadlines_[source].insert(std::move(deadline));
  taken_.clear();
}

void Correlator::Forget() {
  const TimeMs oldest = newest_ - horizon_;
  groups_.EraseIf([&](GroupEvents& events) {
    std::erase_if(events, [&](const GroupEvent& event) { return event.at < oldest; });
    return events.empty();
  });
  absences_.EraseIf([&](const Absence& absence) { return absence.last_at() < oldest; });
}

}  // namespace custos::rules
