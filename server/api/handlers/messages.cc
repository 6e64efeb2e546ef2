// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "message.not_found";

storage::SearchQuery ReadQuery(QueryReader& query) {
  storage::SearchQuery search;
  search.text = query.Text("q", 400);
  search.employee = query.Employee();
  if (auto customer = query.Text("customer_id", 200); !customer.empty()) search.customer = std::move(customer);
  search.department = query.Department();
  search.conversation = query.Word<ConversationId>("conversation_id", ConversationId::Parse);
  search.channel = query.Word<Channel>("channel", ParseChannel);
  search.role = query.Word<Role>("role", ParseRole);
  search.type = query.Text("type", 64);
  search.from = query.Time("from");
  search.until = query.Time("until");
  search.recalled = query.Flag("recalled");
  search.has_media = query.Flag("has_media");
  search.oldest_first = query.OldestFirst();
  search.cursor = query.Cursor();
  search.limit = query.Limit();
  return search;
}

http::Response SearchMessages(const Call& call) {
  QueryReader query(call.request);
  const auto search = ReadQuery(query);
  if (auto problem = query.Problem()) return *problem;
  json asked = json::object();
  for (const auto& [name, value] : call.request.query) asked[name] = value;
  if (auto refused = call.Record("message.search", "", asked)) return *refused;
  const auto page = call.deps.reader.Search(call.scope, search);
  if (!page) return FromError(page.error());
  return JsonResponse(200, {{"items", PresentAll(page->items)},
                            {"next_cursor", TextOrNull(page->next_cursor)},
                            {"estimated_total", page->estimated_total},
                            {"total_exact", page->total_exact}});
}

http::Response GetOriginal(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("message.original", std::to_string(id))) return *refused;
  auto original = call.deps.reader.ReadOriginal(call.scope, id);
  if (!original) return FromError(original.error(), kNotFound);
  return http::Response::Json(200, std::move(*original));
}

}  // namespace

void AddMessageHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/messages", "searchMessages", SearchMessages);
  gate.Add(http::Method::kGet, "/messages/{id:u64}/original", "getOriginal", GetOriginal);
}

}  // namespace custos::server::api
