// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/result.h"
#include "rules/rule_set.h"
#include "rules/stream/stream_judge.h"
#include "server/pipeline/facts_source.h"
#include "server/pipeline/rule_holder.h"
#include "storage/archive.h"

namespace custos::server {

/// Judges what a commit stores, as part of the stream: only messages that are new, in the order of their leaves, and
/// nothing stays in the judge's memory of a commit that failed. On one thread.
class StreamStage {
 public:
  StreamStage(storage::Archive& archive, const RuleHolder& rules, FactsSource& facts)
      : archive_(archive), holder_(rules), facts_(facts) {}

  /// Takes the pack in force; a pack that is new here begins with what the archive remembers. Before every page.
  Status Prepare();
  /// Judges the new messages of the request and fills in what was found. After Prepare, inside the commit.
  void Judge(storage::CommitRequest* request, const std::vector<std::size_t>& fresh);
  void Keep() { judge_->Keep(); }
  void Drop() { judge_->Drop(); }

 private:
  std::vector<Finding> Sort(std::vector<Finding> findings, const ConversationId& conversation,
                            const rules::Facts& facts, storage::Treatments* treatments,
                            storage::CommitRequest* request) const;

  storage::Archive& archive_;
  const RuleHolder& holder_;
  FactsSource& facts_;
  std::shared_ptr<const rules::RuleSet> rules_;
  std::unique_ptr<rules::StreamJudge> judge_;
  std::uint64_t pages_ = 0;
};

/// What the rule of a finding wants done with it, in a conversation with these people.
storage::Treatment TreatmentOf(const rules::RuleInfo& rule, const Finding& finding, const ConversationId& conversation,
                               const rules::Facts& facts, TimeMs join_window_ms);

}  // namespace custos::server
