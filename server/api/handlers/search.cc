// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_search.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "storage/alert_store.h"
#include "storage/query/parser.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

/// What a request asks, and the places of its parts in the text, or the answer to a request that cannot be read.
struct Asked {
  storage::SearchQuery query;
  std::vector<storage::query::Place> parts;
  std::optional<http::Response> problem;
};

/// The filters; `order`, `cursor` and `limit` are for lists only.
storage::SearchQuery ReadFilters(QueryReader& reader) {
  storage::SearchQuery search;
  search.text = reader.Text("q", storage::query::kMostCharacters);
  search.employee = reader.Employee();
  if (auto customer = reader.Text("customer_id", 200); !customer.empty()) search.customer = std::move(customer);
  search.department = reader.Department();
  search.conversation = reader.Word<ConversationId>("conversation_id", ConversationId::Parse);
  search.channel = reader.Word<Channel>("channel", ParseChannel);
  search.role = reader.Word<Role>("role", ParseRole);
  search.type = reader.Text("type", 64);
  search.from = reader.Time("from");
  search.until = reader.Time("until");
  search.recalled = reader.Flag("recalled");
  search.has_media = reader.Flag("has_media");
  search.media_kind = reader.Text("media_kind", 64);
  search.categories = reader.List("category");
  search.verdicts = reader.List("verdict");
  search.rules = reader.List("rule");
  for (const std::string& verdict : search.verdicts) {
    if (!storage::ParseAlertState(verdict)) reader.Fail("verdict");
  }
  return search;
}

http::Response FaultProblem(const storage::query::Fault& fault) {
  return http::Problem(400, fault.code,
                       {{"field", "q"},
                        {"column", std::to_string(fault.place.column)},
                        {"length", std::to_string(fault.place.length)},
                        {"hint", fault.hint}});
}

void Check(const Call& call, const QueryReader& reader, Asked& asked) {
  asked.problem = reader.Problem();
  if (asked.problem) return;
  asked.query.now = call.deps.clock.Now();
  const storage::query::Parsed parsed = storage::query::Parse(asked.query.text, asked.query.now);
  if (parsed.fault) {
    asked.problem = FaultProblem(*parsed.fault);
    return;
  }
  asked.parts = storage::query::TopPlaces(parsed.tree);
}

json AskedFor(const Call& call) {
  json asked = json::object();
  for (const auto& [name, value] : call.request.query) asked[name] = value;
  return asked;
}

http::Response SearchMessages(const Call& call) {
  QueryReader reader(call.request);
  Asked asked{ReadFilters(reader), {}, {}};
  asked.query.oldest_first = reader.OldestFirst();
  asked.query.cursor = reader.Cursor();
  asked.query.limit = reader.Limit();
  Check(call, reader, asked);
  if (asked.problem) return *asked.problem;
  if (auto refused = call.Record("message.search", "", AskedFor(call))) return *refused;
  const auto page = call.deps.reader.Search(call.scope, asked.query);
  if (!page) return FromError(page.error());
  json answer = Present(*page);
  answer["query_parts"] = PresentParts(asked.parts);
  return JsonResponse(200, answer);
}

http::Response CountFacets(const Call& call) {
  QueryReader reader(call.request);
  Asked asked{ReadFilters(reader), {}, {}};
  Check(call, reader, asked);
  if (asked.problem) return *asked.problem;
  if (auto refused = call.Record("message.facets", "", AskedFor(call))) return *refused;
  const auto facets = call.deps.reader.CountFacets(call.scope, asked.query);
  if (!facets) return FromError(facets.error());
  return JsonResponse(200, Present(*facets, call.deps.rules));
}

}  // namespace

void AddSearchHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/messages", "searchMessages", SearchMessages);
  gate.Add(http::Method::kGet, "/messages/facets", "countFacets", CountFacets);
}

}  // namespace custos::server::api
