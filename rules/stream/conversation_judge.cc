// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/conversation_judge.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "rules/stream/joined_text.h"

namespace custos::rules {
namespace {

constexpr std::string_view kComma = "，";
constexpr std::size_t kSweepEvery = 4096;  // messages between two looks for conversations that are over

std::string ConversationOf(const Message& message) {
  std::string key;
  key.reserve(message.source.size() + 1 + message.conversation_key.size());
  return key.append(message.source).append(1, '\0').append(message.conversation_key);
}

// The newest piece with the text of all: what rules look at beside the text is the newest message's.
Message Joined(const Message& newest, std::string text) {
  Message message;
  message.source = newest.source;
  message.seq = newest.seq;
  message.key = newest.key;
  message.channel = newest.channel;
  message.action = newest.action;
  message.type = newest.type;
  message.conversation_key = newest.conversation_key;
  message.conversation_kind = newest.conversation_kind;
  message.room = newest.room;
  message.from = newest.from;
  message.to = newest.to;
  message.role = newest.role;
  message.sent_at = newest.sent_at;
  message.detail = newest.detail;
  message.text = std::move(text);
  return message;
}

}  // namespace

ConversationJudge::ConversationJudge(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)), until_sweep_(kSweepEvery) {}

std::vector<Finding> ConversationJudge::Judge(const StreamItem& item) {
  std::vector<Finding> findings = rules_->Judge(item.message, item.facts);
  const JoinSettings& settings = rules_->join();
  if (settings.messages < 2 || item.message.conversation_key.empty()) return findings;
  TimeMs& newest = tentative_[item.message.source];
  newest = std::max(newest, item.message.sent_at);
  Run& run = runs_.Touch(ConversationOf(item.message));
  const std::optional<std::size_t> index = run.Add(item, settings);
  if (!index) return findings;
  for (const Finding& finding : findings) run.piece(*index).fired.push_back(finding.rule_id);
  if (run.pieces().size() > 1) AddJoined(item, &run, *index, &findings);
  return findings;
}

void ConversationJudge::AddJoined(const StreamItem& item, Run* run, std::size_t index, std::vector<Finding>* findings) {
  const auto bounds = run->Bounds(index);
  if (bounds.second - bounds.first < 2) return;
  const JoinedText joined(run->pieces(), bounds, "");
  std::vector<Finding> found = rules_->Judge(Joined(item.message, joined.text()), item.facts);
  std::erase_if(found, [&](const Finding& finding) {
    const RuleInfo* info = rules_->Find(finding.rule_id);
    return !info || !info->join || run->Fired(finding.rule_id);
  });
  if (found.empty()) return;
  const JoinedText apart(run->pieces(), bounds, kComma);
  const std::vector<Finding> certain = rules_->Judge(Joined(item.message, apart.text()), item.facts);
  for (Finding& finding : found) {
    const bool is_certain = std::any_of(certain.begin(), certain.end(),
                                        [&](const Finding& other) { return other.rule_id == finding.rule_id; });
    if (!joined.CrossesClosely(finding.spans)) continue;
    if (!is_certain && !joined.CrossesFreely(finding.spans, rules_->join())) continue;
    auto split = joined.Split(finding.spans);
    finding.spans = std::move(split[index - bounds.first]);
    for (std::size_t i = bounds.first; i < bounds.second; ++i) {
      std::vector<Span>& spans = split[i - bounds.first];
      if (i != index && !spans.empty()) {
        finding.parts.push_back({item.message.source, run->pieces()[i].key, std::move(spans)});
      }
    }
    if (finding.parts.empty()) continue;
    // What goes on after the pieces that were found belongs to them: another hit of the same behaviour.
    if (finding.spans.empty() && !run->Joined(finding.rule_id)) continue;
    run->piece(index).joined.push_back(finding.rule_id);
    findings->push_back(std::move(finding));
  }
}

void ConversationJudge::Keep() {
  for (const auto& [source, at] : tentative_) newest_[source] = std::max(newest_[source], at);
  tentative_.clear();
  until_sweep_ -= std::min(until_sweep_, runs_.touched());
  runs_.Keep();
  if (until_sweep_ > 0) return;
  until_sweep_ = kSweepEvery;
  const TimeMs within = rules_->join().within_ms;
  runs_.EraseIf([&](const Run& run) { return run.pieces().empty() || newest_[run.source()] - run.newest() > within; });
}

void ConversationJudge::Drop() {
  tentative_.clear();
  runs_.Drop();
}

}  // namespace custos::rules
