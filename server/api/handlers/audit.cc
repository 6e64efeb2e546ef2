// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/governance/audit_actions.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

/// What the list is narrowed by, for the trail itself.
json Asked(const storage::AuditFilter& filter) {
  json asked = json::object();
  if (!filter.user_login.empty()) asked["user"] = filter.user_login;
  if (!filter.actions.empty()) asked["action"] = filter.actions;
  if (filter.from != 0) asked["from"] = FormatTime(filter.from);
  if (filter.until != 0) asked["until"] = FormatTime(filter.until);
  return asked;
}

http::Response ListAudit(const Call& call) {
  QueryReader query(call.request);
  storage::AuditFilter filter;
  filter.user_login = query.Text("user", 200);
  filter.actions = query.List("action");
  const auto known = [](const std::string& name) { return governance::IsAuditAction(name); };
  if (!std::all_of(filter.actions.begin(), filter.actions.end(), known)) query.Fail("action");
  filter.target = query.Text("target", 400);
  filter.from = query.Time("from");
  filter.until = query.Time("until");
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("audit.list", filter.target, Asked(filter))) return *refused;
  const auto page = call.deps.audit.List(filter);
  if (!page) return FromError(page.error());
  return JsonResponse(200, {{"items", PresentAll(page->items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddAuditHandlers(Gate& gate) { gate.Add(http::Method::kGet, "/audit", "listAudit", ListAudit); }

}  // namespace custos::server::api
