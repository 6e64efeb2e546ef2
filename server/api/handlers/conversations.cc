// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <optional>

#include "server/api/handlers/handlers.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "conversation.not_found";

/// The router lets only 32 hex digits through.
ConversationId IdOf(const Call& call) { return ConversationId::Parse(call.path.Text("id")).value_or(ConversationId{}); }

http::Response GetConversation(const Call& call) {
  if (auto refused = call.Record("conversation.get", call.path.Text("id"))) return *refused;
  const auto conversation = call.deps.reader.GetConversation(call.scope, IdOf(call));
  if (!conversation) return FromError(conversation.error(), kNotFound);
  return JsonResponse(200, Present(*conversation));
}

http::Response ReadConversation(const Call& call) {
  QueryReader query(call.request);
  const auto anchor = query.Id("anchor");
  const auto before = query.Number("before", 0, 200, 20);
  const auto after = query.Number("after", 0, 200, 20);
  const bool follow = query.Flag("follow").value_or(false);
  if (auto problem = query.Problem()) return *problem;
  const json asked{{"anchor", std::to_string(anchor)}, {"before", before}, {"after", after}};
  if (follow && (anchor == 0 || before != 0)) return http::Problem(400, "request.invalid", {{"field", "follow"}});
  const auto recorded = [&] { return call.Record("conversation.read", call.path.Text("id"), asked); };
  if (auto refused = follow ? std::nullopt : recorded()) return *refused;
  const auto page = call.deps.reader.ReadConversation(call.scope, IdOf(call), anchor, before, after);
  if (!page) return FromError(page.error(), kNotFound);
  // Somebody who watches asks every few seconds: what showed him nothing new is no look at the archive.
  if (follow && page->items.size() <= 1) {
    return JsonResponse(200, {{"items", json::array()}, {"more_before", false}, {"more_after", false}});
  }
  if (auto refused = follow ? recorded() : std::nullopt) return *refused;
  return JsonResponse(
      200, {{"items", PresentAll(page->items)}, {"more_before", page->more_before}, {"more_after", page->more_after}});
}

http::Response FindSimilar(const Call& call) {
  QueryReader query(call.request);
  const auto limit = query.Number("limit", 1, 50, 10);
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("conversation.similar", call.path.Text("id"))) return *refused;
  const auto similar = call.deps.reader.FindSimilar(call.scope, IdOf(call), limit);
  if (!similar) return FromError(similar.error(), kNotFound);
  json items = json::array();
  for (const auto& one : *similar) {
    items.push_back({{"conversation", Present(one.conversation)}, {"score", one.score}});
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddConversationHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/conversations/{id:hex32}", "getConversation", GetConversation);
  gate.Add(http::Method::kGet, "/conversations/{id:hex32}/messages", "readConversation", ReadConversation);
  gate.Add(http::Method::kGet, "/conversations/{id:hex32}/similar", "findSimilar", FindSimilar);
}

}  // namespace custos::server::api
