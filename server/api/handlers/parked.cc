// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json Present(const storage::ParkedView& parked) {
  return {{"id", std::to_string(parked.id)},   {"source", parked.source},
          {"seq", std::to_string(parked.seq)}, {"key", parked.key},
          {"reason", parked.reason},           {"key_version", parked.key_version},
          {"envelope_bytes", parked.bytes}};
}

json Present(const storage::ParkedCount& count) {
  return {{"source", count.source},
          {"reason", count.reason},
          {"count", count.count},
          {"oldest", std::to_string(count.oldest)},
          {"newest", std::to_string(count.newest)}};
}

http::Response ListParked(const Call& call) {
  QueryReader query(call.request);
  const std::string source = query.Text("source", 200);
  const std::string reason = query.Text("reason", 200);
  const std::string cursor = query.Cursor();
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.quarantine.ListParked(source, reason, cursor, limit);
  if (!page) return FromError(page.error());
  const auto counts = call.deps.quarantine.CountParked();
  if (!counts) return FromError(counts.error());
  json items = json::array(), counted = json::array();
  for (const auto& parked : page->items) items.push_back(Present(parked));
  for (const auto& count : *counts) counted.push_back(Present(count));
  return JsonResponse(200, {{"items", std::move(items)},
                            {"next_cursor", page->next_cursor.empty() ? json() : json(page->next_cursor)},
                            {"counts", std::move(counted)}});
}

/// Bytes as they came: they may hold content, so looking is recorded first.
http::Response ReadParked(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("parked.read", std::to_string(id))) return *refused;
  auto envelope = call.deps.quarantine.ReadParked(id);
  if (!envelope) return FromError(envelope.error());
  http::Response response;
  response.SetHeader("Content-Type", "application/octet-stream");
  response.SetHeader("Content-Disposition", "attachment; filename=\"parked-" + std::to_string(id) + ".bin\"");
  response.body = std::move(*envelope);
  return response;
}

http::Response RetryParked(const Call& call) {
  Body body(call.request, {"source"});
  const std::string source = body.Text("source", 1, 200, true).value_or("");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("parked.retry", source)) return *refused;
  if (const Status asked = call.deps.sources.RetryParked(source); !asked) return FromError(asked.error());
  return http::Response::Empty(202);
}

}  // namespace

void AddParkedHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/parked", "listParked", ListParked);
  gate.Add(http::Method::kGet, "/parked/{id:u64}/envelope", "readParked", ReadParked);
  gate.Add(http::Method::kPost, "/parked/retry", "retryParked", RetryParked);
}

}  // namespace custos::server::api
