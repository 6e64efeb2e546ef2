// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json TitleOf(const RuleCatalog& rules, const std::string& rule_id) {
  // A rule of an earlier pack may be gone; its id is then all there is.
  return Present(rules.TitleOf(rule_id).value_or(LocalText{rule_id, rule_id}));
}

}  // namespace

json PresentAlertMessage(const storage::MessageView& message) {
  return {{"id", std::to_string(message.ref.message_id)},
          {"conversation_id", message.ref.conversation.Hex()},
          {"type", message.type},
          {"sent_at", FormatTime(message.ref.sent_at)},
          {"role", ToString(message.role)}};
}

namespace {

json RuleIds(const std::vector<Finding>& findings) {
  json ids = json::array();
  for (const auto& finding : findings) ids.push_back(finding.rule_id);
  return ids;
}

json Actions(std::uint8_t actions) {
  json names = json::array({"alert"});
  if (actions & storage::kActionEscalate) names.push_back("escalate");
  if (actions & storage::kActionWarn) names.push_back("warn");
  if (actions & storage::kActionBlock) names.push_back("block");
  return names;
}

// Where the findings of an alert and of its further hits touch another message. Keys are unique within a source.
std::vector<Mark> MarksIn(const storage::MessageView& message, const std::vector<Finding>& findings) {
  std::vector<Mark> marks;
  for (const auto& finding : findings) {
    for (const auto& part : finding.parts) {
      if (part.source != message.source || part.key != message.key) continue;
      for (const auto& span : part.spans) marks.push_back({span, finding.rule_id});
    }
  }
  return marks;
}

}  // namespace

json Present(const LocalText& text) { return {{"zh", text.zh}, {"en", text.en}}; }

std::vector<Mark> MarksOf(const storage::AlertView& alert) {
  std::vector<Mark> marks;
  for (const auto& finding : alert.findings) {
    for (const auto& span : finding.spans) marks.push_back({span, finding.rule_id});
  }
  return marks;
}

json Present(const storage::AlertView& alert, const RuleCatalog& rules) {
  json named = json::array();
  for (const auto& finding : alert.findings) {
    named.push_back({{"rule_id", finding.rule_id}, {"title", TitleOf(rules, finding.rule_id)}});
  }
  return {{"id", std::to_string(alert.alert_id)},
          {"version", alert.version},
          {"state", ToString(alert.state)},
          {"category", alert.category},
          {"severity", ToString(alert.severity)},
          {"rules", std::move(named)},
          {"snippet", Snippet(alert.message.text, MarksOf(alert))},
          {"message", PresentAlertMessage(alert.message)},
          {"employee", Present(alert.employee)},
          {"counterpart", alert.counterpart ? Present(*alert.counterpart) : json(nullptr)},
          {"conversation_title", alert.conversation_title},
          {"created_at", FormatTime(alert.created_at)},
          {"decided_by", TextOrNull(alert.decided_by)},
          {"decided_at", TimeOrNull(alert.decided_at)},
          {"note", alert.note},
          {"hits", alert.hits},
          {"rule_ids", RuleIds(alert.findings)},
          {"origin", ToString(alert.detail.origin)},
          {"actions", Actions(alert.detail.actions)}};
}

json PresentParts(const storage::AlertView& alert) {
  json parts = json::array();
  for (const auto& message : alert.parts) {
    std::vector<Mark> marks = MarksIn(message, alert.findings);
    for (const auto& member : alert.members) {
      const std::vector<Mark> more = MarksIn(message, member.findings);
      marks.insert(marks.end(), more.begin(), more.end());
    }
    parts.push_back({{"message", PresentAlertMessage(message)}, {"snippet", Snippet(message.text, marks)}});
  }
  return parts;
}

json PresentMembers(const storage::AlertView& alert) {
  json members = json::array();
  for (const auto& member : alert.members) {
    std::vector<Mark> marks;
    for (const auto& finding : member.findings) {
      for (const auto& span : finding.spans) marks.push_back({span, finding.rule_id});
    }
    members.push_back({{"id", std::to_string(member.alert_id)},
                       {"created_at", FormatTime(member.created_at)},
                       {"message", PresentAlertMessage(member.message)},
                       {"snippet", Snippet(member.message.text, marks)}});
  }
  return members;
}

json PresentFindings(const storage::AlertView& alert, const RuleCatalog& rules) {
  json findings = json::array();
  for (const auto& finding : alert.findings) {
    json matched = json::array();
    for (const auto& span : finding.spans) {
      if (span.begin >= span.end || span.end > alert.message.text.size()) continue;
      matched.push_back(alert.message.text.substr(span.begin, span.end - span.begin));
    }
    findings.push_back({{"rule_id", finding.rule_id},
                        {"rule_version", finding.rule_version},
                        {"title", TitleOf(rules, finding.rule_id)},
                        {"category", finding.category},
                        {"severity", ToString(finding.severity)},
                        {"matched", std::move(matched)},
                        {"folded", TextOrNull(finding.folded)}});
  }
  return findings;
}

json Present(const storage::AlertDecision& decision) {
  return {{"id", std::to_string(decision.decision_id)},
          {"from", ToString(decision.from)},
          {"to", ToString(decision.to)},
          {"user_id", std::to_string(decision.user_id)},
          {"user_name", decision.user_name},
          {"at", FormatTime(decision.at)},
          {"note", decision.note},
          {"undo", decision.undo}};
}

}  // namespace custos::server::api
