// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/stream_judge.h"

#include <iterator>
#include <utility>

namespace custos::rules {

StreamJudge::StreamJudge(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)), conversations_(rules_), correlator_(rules_) {}

StreamVerdict StreamJudge::Judge(const Message& message, const Facts& facts) {
  const StreamItem item = tentative_.Pass(message, facts);
  std::vector<Finding> findings = conversations_.Judge(item);
  StreamVerdict verdict = correlator_.Pass(item, findings);
  findings.insert(findings.end(), std::make_move_iterator(verdict.findings.begin()),
                  std::make_move_iterator(verdict.findings.end()));
  verdict.findings = std::move(findings);
  return verdict;
}

void StreamJudge::Keep() {
  kept_ = tentative_;
  conversations_.Keep();
  correlator_.Keep();
}

void StreamJudge::Drop() {
  tentative_ = kept_;
  conversations_.Drop();
  correlator_.Drop();
}

// A run that reaches into the oldest of these messages is over by now: a run spans one window, and ends one window
// after its newest message.
TimeMs StreamJudge::message_horizon() const { return 3 * rules_->join().within_ms; }

void StreamJudge::RestoreMessage(const Message& message, const Facts& facts) {
  conversations_.Judge(tentative_.Pass(message, facts));
  conversations_.Keep();
}

void StreamJudge::RestoreWatermark(const std::string& source, TimeMs newest) {
  tentative_.Restore(source, newest);
  kept_ = tentative_;
  correlator_.RestoreWatermark(source, newest);
}

}  // namespace custos::rules
