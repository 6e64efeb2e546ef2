// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/rules_eval.h"

#include <algorithm>
#include <istream>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "rules/stream/stream_judge.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLine = 8 << 20;  // bytes; a longer line is a fault of the input
constexpr TimeMs kStep = 1000;             // between two lines without times

// A field that must be text when it is there; `fault` is set when it is something else.
std::string TextField(const json& line, const char* key, bool required, std::string* fault) {
  const auto found = line.find(key);
  if (found != line.end() && found->is_string()) return found->get<std::string>();
  if (found != line.end() || required) *fault = std::string("field \"") + key + "\" must be text";
  return {};
}

PartyKind KindOf(Role role) {
  if (role == Role::kCustomer) return PartyKind::kExternal;
  return role == Role::kUnknown ? PartyKind::kUnknown : PartyKind::kStaff;
}

json HitJson(const Finding& finding) {
  json spans = json::array();
  for (const Span& span : finding.spans) spans.push_back({span.begin, span.end});
  json hit = {{"rule", finding.rule_id},
              {"category", finding.category},
              {"severity", std::string(ToString(finding.severity))},
              {"spans", std::move(spans)}};
  for (const FindingPart& part : finding.parts) hit["parts"].push_back(part.key);
  return hit;
}

class Evaluation {
 public:
  Evaluation(const std::shared_ptr<const rules::RuleSet>& rules, std::ostream& out)
      : rules_(*rules), judge_(rules), out_(out) {}

  // False with the reason when the line is no message.
  bool Line(const std::string& text, std::string* fault) {
    const std::optional<Message> message = Read(text, fault);
    if (!message) return false;
    const rules::StreamVerdict verdict = judge_.Judge(*message, rules::FactsOf(*message));
    judge_.Keep();
    for (const rules::EarlierFinding& earlier : verdict.earlier) {
      if (!Alerts(earlier.finding)) continue;
      Write({{"id", earlier.anchor.key}, {"hits", json::array({HitJson(earlier.finding)})}, {"late", true}});
    }
    json hits = json::array();
    for (const Finding& finding : verdict.findings) {
      if (Alerts(finding)) hits.push_back(HitJson(finding));
    }
    Write({{"id", message->key}, {"hits", std::move(hits)}});
    return true;
  }

 private:
  bool Alerts(const Finding& finding) const {
    const rules::RuleInfo* rule = rules_.Find(finding.rule_id);
    return rule && rule->alerts();
  }

  void Write(const json& line) { out_ << line.dump(-1, ' ', false, json::error_handler_t::replace) << '\n'; }

  std::optional<Message> Read(const std::string& text, std::string* fault) {
    if (text.size() > kMaxLine) {
      *fault = "line is too long";
      return std::nullopt;
    }
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object()) {
      *fault = "not a JSON object";
      return std::nullopt;
    }
    Message message;
    message.key = TextField(line, "id", true, fault);
    message.text = TextField(line, "text", true, fault);
    message.conversation_key = TextField(line, "conversation", false, fault);
    message.type = line.contains("type") ? TextField(line, "type", true, fault) : "text";
    message.action = "send";
    const std::string speaker = TextField(line, "speaker", false, fault);
    const std::string channel = TextField(line, "channel", false, fault);
    const auto role = speaker.empty() ? std::optional(Role::kUnknown) : ParseRole(speaker);
    const auto way = channel.empty() ? std::optional(Channel::kChat) : ParseChannel(channel);
    if (fault->empty() && !role) *fault = "speaker must be rep, customer or colleague";
    if (fault->empty() && !way) *fault = "channel must be chat, sms, call or event";
    const auto at = line.find("at");
    if (fault->empty() && at != line.end() && !at->is_number_integer()) *fault = "field \"at\" must be milliseconds";
    if (!fault->empty()) return std::nullopt;
    message.role = *role;
    message.channel = *way;
    message.from = {KindOf(*role), line.contains("from") ? TextField(line, "from", false, fault) : speaker};
    message.source = "eval";
    message.sent_at = at == line.end() ? clock_ + kStep : at->get<TimeMs>();
    clock_ = std::max(clock_, message.sent_at);
    return message;
  }

  const rules::RuleSet& rules_;
  rules::StreamJudge judge_;
  std::ostream& out_;
  TimeMs clock_ = 0;
};

}  // namespace

bool EvalMessages(const std::shared_ptr<const rules::RuleSet>& rules, std::istream& in, std::ostream& out,
                  std::ostream& faults) {
  Evaluation evaluation(rules, out);
  bool clean = true;
  std::string text;
  for (std::size_t number = 1; std::getline(in, text); ++number) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.empty()) continue;
    std::string fault;
    if (evaluation.Line(text, &fault)) continue;
    faults << "line " << number << ": " << fault << '\n';
    clean = false;
  }
  out.flush();
  return clean && out.good();
}

}  // namespace custos::app
