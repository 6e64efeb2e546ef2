// SPDX-License-Identifier: Apache-2.0
#include "server/studio/batch_counter.h"

#include <utility>

#include "rules/stream/finding_group.h"

namespace custos::server::studio {

BatchCounter::BatchCounter(storage::History& history, const BatchJudge& judge,
                           std::shared_ptr<const rules::RuleSet> tested, std::shared_ptr<const rules::RuleSet> compared,
                           const std::vector<storage::PastAlert>& standing)
    : history_(history),
      judge_(judge),
      tested_(std::move(tested)),
      compared_(std::move(compared)),
      same_(tested_->digest() == compared_->digest()),
      tally_(standing),
      groups_of_tested_(tested_),
      groups_of_compared_(compared_) {}

Status BatchCounter::Take(Batch& batch) {
  for (std::size_t i = 0; i < batch.messages.size(); ++i) {
    const storage::PastMessage& past = batch.messages[i];
    const TimeMs sent_at = past.message.sent_at;
    auto& tested = batch.found.front()[i];
    auto& compared = batch.found.back()[i];
    if (tested.empty() && compared.empty()) {
      if (judge_.Counts(sent_at)) tally_.AddQuiet(sent_at);
      continue;
    }
    const Found found = FoundIn(tested, compared, past.message.conversation(), batch.facts[i], sent_at);
    if (judge_.Counts(sent_at)) tally_.Add(past.id, sent_at, found.before, found.after, found.hits);
  }
  for (Late& late : batch.late) {
    const Found found = FoundIn(late.found.front(), late.found.back(), late.anchor.conversation,
                                rules::PeopleOf(late.anchor), late.anchor.at);
    if (!judge_.Counts(late.anchor.at)) continue;
    const auto place = history_.Locate(late.anchor.source, late.anchor.key);
    if (!place) return place.error();
    if (!place->has_value()) continue;  // erased meanwhile
    tally_.AddLate((*place)->message_id, (*place)->sent_at, found.before, found.after, found.hits);
  }
  return {};
}

BatchCounter::Found BatchCounter::FoundIn(std::vector<Finding>& tested, std::vector<Finding>& compared,
                                          const ConversationId& conversation, const rules::Facts& facts,
                                          TimeMs sent_at) {
  Found found;
  found.after = RaisedBy(*tested_, std::move(tested));
  found.before = same_ ? found.after : RaisedBy(*compared_, std::move(compared));
  found.hits.after = groups_of_tested_.HitsAmong(found.after, conversation, facts, sent_at);
  found.hits.before =
      same_ ? found.hits.after : groups_of_compared_.HitsAmong(found.before, conversation, facts, sent_at);
  return found;
}

}  // namespace custos::server::studio
