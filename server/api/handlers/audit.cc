// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"

namespace custos::server::api {
namespace {

http::Response ListAudit(const Call& call) {
  QueryReader query(call.request);
  const auto cursor = query.Cursor();
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("audit.list", "")) return *refused;
  const auto page = call.deps.audit.List(cursor, limit);
  if (!page) return FromError(page.error());
  return JsonResponse(200, {{"items", PresentAll(page->items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddAuditHandlers(Gate& gate) { gate.Add(http::Method::kGet, "/audit", "listAudit", ListAudit); }

}  // namespace custos::server::api
