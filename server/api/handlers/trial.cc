// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/api/present_packs.h"
#include "server/api/segments.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostCharacters = 8000;
constexpr std::size_t kTrialBody = 16 << 20;  // the lines and the unsaved files

std::optional<ConversationKind> ParseKind(std::string_view name) {
  for (const auto kind : {ConversationKind::kSingle, ConversationKind::kGroup, ConversationKind::kInternal}) {
    if (name == ToString(kind)) return kind;
  }
  return std::nullopt;
}

/// Text of a member or `standard`; nullopt when it is no text.
std::optional<std::string> Member(const json& object, const char* name, const char* standard) {
  const auto found = object.find(name);
  if (found == object.end()) return standard;
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

struct Person {
  std::string source;
  std::string id;
};

/// Who takes part, nobody when it is not said; nullopt when it is said wrongly.
std::optional<Person> ReadPerson(const json& line, const char* name) {
  const auto found = line.find(name);
  if (found == line.end()) return Person{};
  if (!found->is_object()) return std::nullopt;
  const auto source = Member(*found, "source", "");
  const auto id = Member(*found, "id", "");
  if (!source || !id || source->empty() || id->empty() || source->size() > 800 || id->size() > 800) {
    return std::nullopt;
  }
  return Person{*source, *id};
}

std::optional<Message> ReadLine(const json& line) {
  if (!line.is_object()) return std::nullopt;
  const auto text = line.find("text");
  const auto role = ParseRole(Member(line, "role", "rep").value_or(""));
  const auto channel = ParseChannel(Member(line, "channel", "chat").value_or(""));
  const auto kind = ParseKind(Member(line, "conversation_kind", "single").value_or(""));
  const auto type = Member(line, "type", "text");
  if (text == line.end() || !text->is_string() || !role || !channel || !kind || !type) return std::nullopt;
  Message message;
  message.text = text->get<std::string>();
  if (message.text.size() > kMostCharacters * 4) return std::nullopt;
  message.role = *role;
  message.channel = *channel;
  message.conversation_kind = *kind;
  message.type = *type;
  message.action = "send";
  message.detail = "{}";
  const auto employee = ReadPerson(line, "employee");
  const auto customer = ReadPerson(line, "customer");
  if (!employee || !customer) return std::nullopt;
  message.source = employee->source.empty() ? customer->source : employee->source;
  const bool by_customer = *role == Role::kCustomer;
  message.from = by_customer ? Party{PartyKind::kExternal, customer->id} : Party{PartyKind::kStaff, employee->id};
  const std::string& other = by_customer ? employee->id : customer->id;
  if (!other.empty()) message.to = {{by_customer ? PartyKind::kStaff : PartyKind::kExternal, other}};
  return message;
}

std::vector<Message> ReadLines(Body& body, TimeMs now) {
  std::vector<Message> messages;
  const json* lines = body.Find("lines");
  if (lines == nullptr || !lines->is_array() || lines->size() > kMostLines) {
    body.Fail("lines");
    return messages;
  }
  for (const json& line : *lines) {
    auto message = ReadLine(line);
    if (!message) {
      body.Fail("lines");
      break;
    }
    message->sent_at = now;
    messages.push_back(std::move(*message));
  }
  return messages;
}

json Texts(const std::string& text, const std::vector<Span>& spans) {
  json texts = json::array();
  for (const Span& span : spans) {
    if (span.begin < span.end && span.end <= text.size())
      texts.push_back(text.substr(span.begin, span.end - span.begin));
  }
  return texts;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += " … ";
    joined += part;
  }
  return joined;
}

json PresentReason(const std::string& text, const rules::Reason& reason) {
  json matched = Texts(text, reason.spans);
  const std::string folded = Joined(reason.folded);
  const bool as_written = folded == Joined(matched.get<std::vector<std::string>>());
  return {{"selection", reason.selection},
          {"field", reason.field},
          {"folding", reason.fold},
          {"matched", std::move(matched)},
          {"folded", as_written ? json(nullptr) : TextOrNull(folded)}};
}

json PresentFinding(const std::string& text, const rules::RuleSet& pack, const rules::Explanation& explanation) {
  const Finding& finding = explanation.finding;
  const rules::RuleInfo* rule = pack.Find(finding.rule_id);
  json actions = json::array();
  for (const rules::RuleAction action : rule->actions) actions.push_back(ToString(action));
  json reasons = json::array();
  for (const rules::Reason& reason : explanation.reasons) reasons.push_back(PresentReason(text, reason));
  return {{"rule_id", finding.rule_id},
          {"title", Present(rule->title)},
          {"category", finding.category},
          {"severity", ToString(finding.severity)},
          {"actions", std::move(actions)},
          {"shadow", rule->shadow()},
          {"matched", Texts(text, finding.spans)},
          {"folded", TextOrNull(finding.folded)},
          {"reasons", std::move(reasons)}};
}

json PresentLine(const Call& call, const Message& message, const rules::RuleSet& pack) {
  std::vector<Mark> marks;
  json findings = json::array();
  for (const auto& explanation : pack.Explain(message, call.deps.facts(message))) {
    for (const Span& span : explanation.finding.spans) marks.push_back({span, explanation.finding.rule_id});
    findings.push_back(PresentFinding(message.text, pack, explanation));
  }
  return {{"segments", Segments(message.text, marks)}, {"findings", std::move(findings)}};
}

http::Response TryPack(const Call& call) {
  Body body(call.request, {"lines", "unsaved"});
  const auto lines = ReadLines(body, call.deps.clock.Now());
  const auto changes = ReadFileChanges(body, "unsaved", false);
  if (body.problem) return *body.problem;
  const auto files = call.deps.packs.Overlay(call.path.U64("id"), changes);
  if (!files) return PackError(files.error());
  const auto checked = call.deps.packs.Validate(*files);
  json items = json::array();
  const auto started = std::chrono::steady_clock::now();
  if (checked->for_trial != nullptr) {
    for (const Message& line : lines) items.push_back(PresentLine(call, line, *checked->for_trial));
  }
  const auto spent = std::chrono::steady_clock::now() - started;
  return JsonResponse(200, {{"items", std::move(items)},
                            {"validation", Present(*checked)},
                            {"microseconds", std::chrono::duration_cast<std::chrono::microseconds>(spent).count()}});
}

}  // namespace

void AddTrialHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/rules/versions/{id:u64}/trial", "tryPack", TryPack, kTrialBody);
}

}  // namespace custos::server::api
