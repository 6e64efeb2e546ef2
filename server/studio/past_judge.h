// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "rules/rule_set.h"
#include "rules/stream/conversation_judge.h"
#include "rules/stream/correlator.h"
#include "rules/stream/stream_item.h"
#include "rules/stream/stream_verdict.h"

namespace custos::server::studio {

/// What is known of the people of a message.
using FactsProvider = std::function<rules::Facts(const Message&)>;

/// Gives a provider that says the same for as long as it lives, so that one run is of one directory.
using FactsOfNow = std::function<FactsProvider()>;

/// Judges messages of the past with one pack as the pipeline judges new ones, in two stages. The conversations are
/// shared among lanes: different lanes may be used by different threads at once, each with the messages of its
/// conversations in order. Then Correlate takes all messages in order.
class PastJudge {
 public:
  PastJudge(std::shared_ptr<const rules::RuleSet> rules, std::size_t lanes);

  const rules::RuleSet& rules() const { return *rules_; }

  /// What a message breaks, alone or with what its speaker wrote just before.
  std::vector<Finding> JudgeInLane(std::size_t lane, const rules::StreamItem& item);
  /// No message of the lane is judged again: what it remembers is settled.
  void KeepLane(std::size_t lane) { lanes_[lane]->Keep(); }

  /// Adds what several messages, conversations and channels break together: to `findings` of this message, and to
  /// `earlier` what is told of messages before it.
  void Correlate(const rules::StreamItem& item, std::vector<Finding>* findings,
                 std::vector<rules::EarlierFinding>* earlier);
  bool correlates() const { return !rules_->correlations().empty(); }
  void KeepCorrelated() { correlator_.Keep(); }

 private:
  const std::shared_ptr<const rules::RuleSet> rules_;
  std::vector<std::unique_ptr<rules::ConversationJudge>> lanes_;
  rules::Correlator correlator_;
};

/// The lane of a message: the same for all messages of a conversation.
std::size_t LaneOf(const Message& message, std::size_t lanes);

}  // namespace custos::server::studio
