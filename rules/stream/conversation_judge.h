// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/finding.h"
#include "rules/rule_set.h"
#include "rules/stream/overlay.h"
#include "rules/stream/run.h"
#include "rules/stream/stream_item.h"

namespace custos::rules {

/// First stage of the stream: judges a message alone, and together with what its speaker wrote just before. Needs only
/// the messages of one conversation in order, so several of these may share the conversations among them. Memory is
/// bounded by the conversations of a few minutes of event time. Not thread-safe.
class ConversationJudge {
 public:
  explicit ConversationJudge(std::shared_ptr<const RuleSet> rules);

  /// At most one finding per rule. A rule fires on a joined text when it touches this message and another one and
  /// fired on none of them alone; and again when the same speaker goes on after that. What is remembered is tentative
  /// until Keep.
  std::vector<Finding> Judge(const StreamItem& item);
  void Keep();
  void Drop();

  std::size_t conversations() const { return runs_.size(); }

 private:
  void AddJoined(const StreamItem& item, Run* run, std::size_t index, std::vector<Finding>* findings);

  const std::shared_ptr<const RuleSet> rules_;
  Overlay<std::string, Run> runs_;
  std::map<std::string, TimeMs> newest_;     // by source, for forgetting
  std::map<std::string, TimeMs> tentative_;  // the same of messages not kept yet
  std::size_t until_sweep_;
};

}  // namespace custos::rules
