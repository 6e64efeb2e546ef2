// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/event_examples.h"

#include <algorithm>

#include "rules/stream/conversation_judge.h"
#include "rules/stream/correlator.h"
#include "rules/stream/watermarks.h"

namespace custos::rules {
namespace {

class EventExampleRun {
 public:
  EventExampleRun(const std::string& rule_id, const std::shared_ptr<const RuleSet>& rules)
      : rule_id_(rule_id), conversations_(rules), correlator_(rules) {}

  bool Finds(const EventExample& example) {
    for (const ExampleEvent& event : example.events) Pass(event);
    if (example.until != 0) {
      ExampleEvent end;
      end.message.source = example.events.back().message.source;
      end.message.sent_at = example.until;
      Pass(end);
    }
    return found_;
  }

 private:
  void Pass(const ExampleEvent& event) {
    const StreamItem item = watermarks_.Pass(event.message, event.facts);
    const StreamVerdict verdict = correlator_.Pass(item, Hits(event, item));
    const auto is_mine = [&](const Finding& finding) { return finding.rule_id == rule_id_; };
    found_ = found_ || std::any_of(verdict.findings.begin(), verdict.findings.end(), is_mine) ||
             std::any_of(verdict.earlier.begin(), verdict.earlier.end(),
                         [&](const EarlierFinding& earlier) { return is_mine(earlier.finding); });
  }

  std::vector<Finding> Hits(const ExampleEvent& event, const StreamItem& item) {
    if (event.rules.empty()) return conversations_.Judge(item);
    std::vector<Finding> hits;
    for (const std::string& rule : event.rules) hits.emplace_back().rule_id = rule;
    return hits;
  }

  const std::string& rule_id_;
  Watermarks watermarks_;
  ConversationJudge conversations_;
  Correlator correlator_;
  bool found_ = false;
};

}  // namespace

std::size_t RunEventExamples(const std::vector<CorrelationDefinition>& correlations,
                             const std::shared_ptr<const RuleSet>& rules, LoadReport* report) {
  std::size_t count = 0;
  for (const CorrelationDefinition& definition : correlations) {
    if (definition.info.status == "deprecated") continue;
    for (const EventExample& example : definition.examples) {
      ++count;
      if (EventExampleRun(definition.info.id, rules).Finds(example) == example.hit) continue;
      report->Add(
          "rule.example_failed", example.place,
          example.hit ? "an example that must be found was not" : "an example that must be left alone was found");
    }
  }
  return count;
}

}  // namespace custos::rules
