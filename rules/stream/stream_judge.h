// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/message.h"
#include "core/signal.h"
#include "rules/rule_set.h"
#include "rules/stream/conversation_judge.h"
#include "rules/stream/correlator.h"
#include "rules/stream/stream_verdict.h"
#include "rules/stream/watermarks.h"

namespace custos::rules {

/// The stateful judge over the stored stream: messages in the order of their leaves, each once. Its state depends on
/// nothing but the messages since the pack was activated and their event times, never on the wall clock; so any split
/// into runs, with a restore between them, gives the same findings. Not thread-safe.
///
/// It is two stages behind one another, and who judges a long past may run them apart: Watermarks::Pass over all
/// messages, one ConversationJudge per thread with conversations of its own, then one Correlator over all in order.
class StreamJudge {
 public:
  explicit StreamJudge(std::shared_ptr<const RuleSet> rules);

  /// Judges the next message. What is remembered is tentative until Keep; Drop forgets everything since the last Keep.
  StreamVerdict Judge(const Message& message, const Facts& facts);
  void Keep();
  void Drop();

  /// Restoring, in this order and before the first Judge: the messages of each source that are no older than
  /// message_horizon() before its newest one, in the order of their leaves; the stored signals no older than
  /// signal_horizon() before the newest message of all, in that order too; each source's newest sent_at.
  TimeMs message_horizon() const;
  TimeMs signal_horizon() const { return correlator_.horizon(); }
  /// Signals before this event time are not looked at any more.
  TimeMs signals_from() const { return kept_.all() - signal_horizon(); }
  void RestoreMessage(const Message& message, const Facts& facts);
  void RestoreSignal(const Signal& signal) { correlator_.Restore(signal); }
  void RestoreWatermark(const std::string& source, TimeMs newest);

  /// Conversations and groups in memory.
  std::size_t remembered() const { return conversations_.conversations() + correlator_.groups(); }
  const RuleSet& rules() const { return *rules_; }

 private:
  const std::shared_ptr<const RuleSet> rules_;
  Watermarks kept_;
  Watermarks tentative_;
  ConversationJudge conversations_;
  Correlator correlator_;
};

}  // namespace custos::rules
