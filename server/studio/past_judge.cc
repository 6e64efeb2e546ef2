// SPDX-License-Identifier: Apache-2.0
#include "server/studio/past_judge.h"

#include <iterator>
#include <string_view>

namespace custos::server::studio {

PastJudge::PastJudge(std::shared_ptr<const rules::RuleSet> rules, std::size_t lanes)
    : rules_(std::move(rules)), correlator_(rules_) {
  for (std::size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<rules::ConversationJudge>(rules_));
}

std::vector<Finding> PastJudge::JudgeInLane(std::size_t lane, const rules::StreamItem& item) {
  return lanes_[lane]->Judge(item);
}

void PastJudge::Correlate(const rules::StreamItem& item, std::vector<Finding>* findings,
                          std::vector<rules::EarlierFinding>* earlier) {
  rules::StreamVerdict verdict = correlator_.Pass(item, *findings);
  std::move(verdict.findings.begin(), verdict.findings.end(), std::back_inserter(*findings));
  std::move(verdict.earlier.begin(), verdict.earlier.end(), std::back_inserter(*earlier));
}

std::size_t LaneOf(const Message& message, std::size_t lanes) {
  return std::hash<std::string_view>{}(message.conversation_key) % lanes;
}

}  // namespace custos::server::studio
