// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_packs.h"
#include "server/api/segments.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostCharacters = 8000;
constexpr char kAllowed[] = R"({"reasons":[],"segments":[],"verdict":"allow"})";  // most answers

std::optional<ConversationKind> ParseKind(std::string_view name) {
  for (const auto kind : {ConversationKind::kSingle, ConversationKind::kGroup, ConversationKind::kInternal}) {
    if (name == ToString(kind)) return kind;
  }
  return std::nullopt;
}

/// The customer that the text is for.
std::optional<storage::EmployeeRef> ReadCustomer(Body& body) {
  const json* customer = body.Find("customer");
  if (customer == nullptr) return std::nullopt;
  const auto text = [&](const char* name) -> std::string {
    const auto found = customer->find(name);
    return found != customer->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  storage::EmployeeRef ref;
  if (customer->is_object()) ref = {text("source"), text("id")};
  if (ref.source.empty() || ref.id.empty() || ref.source.size() > 800 || ref.id.size() > 800) {
    body.Fail("customer");
    return std::nullopt;
  }
  return ref;
}

/// The text as it would be archived once sent.
Message ReadMessage(const Call& call, Body& body) {
  Message message;
  message.text = body.Text("text", 0, kMostCharacters, true).value_or("");
  const auto channel = ParseChannel(body.Text("channel", 1, 20, false).value_or("chat"));
  if (!channel || (*channel != Channel::kChat && *channel != Channel::kSms)) body.Fail("channel");
  const auto kind = ParseKind(body.Text("conversation_kind", 1, 20, false).value_or("single"));
  if (!kind) body.Fail("conversation_kind");
  message.type = body.Text("type", 1, 64, false).value_or("text");
  const auto customer = ReadCustomer(body);
  if (body.problem) return message;
  message.channel = *channel;
  message.conversation_kind = *kind;
  message.action = "send";
  message.detail = "{}";
  message.role = *kind == ConversationKind::kInternal ? Role::kColleague : Role::kRep;
  message.from.kind = PartyKind::kStaff;
  message.sent_at = call.deps.clock.Now();
  const auto& accounts = call.scope.employees;
  if (!accounts.empty()) {
    message.source = accounts.front().source;
    message.from.id = accounts.front().id;
  }
  if (customer) {
    if (message.source.empty()) message.source = customer->source;
    message.to = {{PartyKind::kExternal, customer->id}};
  }
  return message;
}

json PresentResult(const std::string& text, const studio::CheckResult& result) {
  json reasons = json::array();
  std::vector<Mark> marks;
  for (const auto& reason : result.reasons) {
    reasons.push_back({{"category", reason.category},
                       {"title", Present(reason.title)},
                       {"policy", Present(reason.policy)},
                       {"severity", ToString(reason.severity)},
                       {"verdict", ToString(reason.verdict)}});
    for (const Span& span : reason.spans) marks.push_back({span, reason.category});
  }
  return {{"verdict", ToString(result.verdict)}, {"reasons", std::move(reasons)}, {"segments", Segments(text, marks)}};
}

http::Response CheckText(const Call& call) {
  Body body(call.request, {"text", "channel", "conversation_kind", "type", "customer"});
  const Message message = ReadMessage(call, body);
  if (body.problem) return *body.problem;
  const auto result = call.deps.check.Check(message, call.deps.facts(message));
  if (result.verdict == studio::CheckVerdict::kBlock) {
    json categories = json::array();
    for (const auto& reason : result.reasons) categories.push_back(reason.category);
    call.deps.audit_queue.Push({call.user.id, call.user.login, call.request.peer, call.request.id}, "check.block", "",
                               ToText({{"categories", categories}, {"channel", ToString(message.channel)}}));
  }
  if (result.reasons.empty()) return http::Response::Json(200, kAllowed);
  return JsonResponse(200, PresentResult(message.text, result));
}

}  // namespace

void AddCheckHandlers(Gate& gate) { gate.Add(http::Method::kPost, "/check", "checkText", CheckText); }

}  // namespace custos::server::api
