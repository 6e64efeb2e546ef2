// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/allocation_input.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_allocation.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "allocation.not_found";
constexpr std::size_t kMostOffered = 1'000;
constexpr std::size_t kMostRules = 100;

/// Rules give customers of the whole company.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

http::Response WithTag(int status, const storage::AllocationRule& rule) {
  auto response = JsonResponse(status, Present(rule, {}));
  response.SetHeader("ETag", TagOf(rule.version));
  return response;
}

http::Response ListRules(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto rules = call.deps.allocations.Rules();
  if (!rules) return FromError(rules.error());
  const auto standing = call.deps.allocations.Standing(*rules);
  if (!standing) return FromError(standing.error());
  json items = json::array();
  for (std::size_t n = 0; n < rules->size(); ++n) items.push_back(Present(rules->at(n), standing->at(n)));
  return JsonResponse(200, {{"items", std::move(items)}});
}

/// A pool of another line could take nobody back.
void CheckPool(const Call& call, const storage::AllocationRule& rule, Body& body) {
  if (body.problem || rule.terms.fallback_pool == 0) return;
  const auto pools = call.deps.pools.List();
  if (!pools) {
    body.problem = FromError(pools.error());
    return;
  }
  const bool known = std::any_of(pools->begin(), pools->end(), [&](const storage::PublicPool& pool) {
    return pool.id == rule.terms.fallback_pool && pool.line == rule.line;
  });
  if (!known) body.Fail("fallback_pool");
}

http::Response CreateRule(const Call& call) {
  Body body = AllocationRuleBody(call);
  const storage::AllocationRule rule = body.problem ? storage::AllocationRule() : AllocationRuleIn(body);
  CheckPool(call, rule, body);
  if (body.problem) return *body.problem;
  const auto rules = call.deps.allocations.Rules();
  if (!rules) return FromError(rules.error());
  if (rules->size() >= kMostRules) return http::Problem(409, "allocation.too_many");
  if (auto refused = call.Record("allocation.rule.create", rule.name)) return *refused;
  const auto made = call.deps.allocations.Create(rule);
  return made ? WithTag(201, *made) : FromError(made.error());
}

http::Response ChangeRule(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body = AllocationRuleBody(call);
  storage::AllocationRule rule = body.problem ? storage::AllocationRule() : AllocationRuleIn(body);
  CheckPool(call, rule, body);
  if (body.problem) return *body.problem;
  rule.id = call.path.U64("id");
  rule.version = precondition.version;
  if (auto refused = call.Record("allocation.rule.change", std::to_string(rule.id))) return *refused;
  const auto changed = call.deps.allocations.Update(rule);
  return changed ? WithTag(200, *changed) : FromError(changed.error(), kNotFound);
}

http::Response RemoveRule(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("allocation.rule.remove", std::to_string(id))) return *refused;
  const Status removed = call.deps.allocations.Remove(id, precondition.version);
  return removed ? http::Response::Empty(204) : FromError(removed.error(), kNotFound);
}

http::Response OrderRules(const Call& call) {
  Body body(call.request, {"rules"});
  const json* list = body.Find("rules");
  const auto ids = list == nullptr ? std::nullopt : IdsIn(*list, kMostRules);
  if (!ids && !body.problem) body.Fail("rules");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("allocation.rule.order", "")) return *refused;
  const Status ordered = call.deps.allocations.Reorder(*ids);
  return ordered ? http::Response::Empty(204) : FromError(ordered.error());
}

http::Response GetCalendar(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto days = call.deps.allocations.Calendar();
  if (!days) return FromError(days.error());
  json items = json::array();
  for (const auto& day : *days) items.push_back(Present(day));
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response SetCalendar(const Call& call) {
  Body body(call.request, {"items"});
  const json* list = body.Find("items");
  const auto days = list == nullptr ? std::nullopt : CalendarIn(*list);
  if (!days && !body.problem) body.Fail("items");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("allocation.calendar", "", {{"days", days->size()}})) return *refused;
  const Status set = call.deps.allocations.SetCalendar(*days);
  return set ? http::Response::Empty(204) : FromError(set.error());
}

http::Response Preview(const Call& call, const std::vector<std::uint64_t>& customers, const std::string& line) {
  const auto chooser =
      customers::MakeChooser(call.deps.allocations, call.deps.clock.Now(), call.deps.settings.zone_minutes);
  if (!chooser) return FromError(chooser.error());
  const auto previews = customers::PreviewAllocation(call.deps.allocations, **chooser, customers, line);
  if (!previews) return FromError(previews.error());
  json items = json::array();
  for (const auto& one : *previews) items.push_back(Present(one));
  return JsonResponse(200, {{"queued", 0}, {"items", std::move(items)}});
}

http::Response Allocate(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"customers", "line", "preview"});
  const std::string line = body.Text("line", 0, 100, false).value_or("");
  const bool preview = body.Flag("preview").value_or(false);
  const json* list = body.Find("customers");
  const auto ids = list == nullptr ? std::nullopt : IdsIn(*list, kMostOffered);
  if ((!ids || ids->empty()) && !body.problem) body.Fail("customers");
  if (body.problem) return *body.problem;
  const char* action = preview ? "allocation.preview" : "allocation.offer";
  if (auto refused = call.Record(action, "", {{"customers", ids->size()}, {"line", line}})) return *refused;
  if (preview) return Preview(call, *ids, line);
  const auto queued = call.deps.allocations.Offer(*ids, line, call.user.id, call.user.display_name);
  if (!queued) return FromError(queued.error());
  return JsonResponse(202, {{"queued", *queued}, {"items", json::array()}});
}

http::Response ListAllocations(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  storage::AllocationFilter filter;
  filter.rule = query.Id("rule");
  filter.taker = query.Employee();
  filter.act = query.Word<storage::AllocationAct>("act", storage::ParseAllocationAct);
  filter.state = query.Word<storage::AllocationState>("state", storage::ParseAllocationState);
  filter.from = query.Time("from");
  filter.until = query.Time("until");
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("allocation.list", "")) return *refused;
  const auto page = call.deps.allocations.Decisions(filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& one : page->items) items.push_back(Present(one));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response ListWaiting(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("allocation.waiting", "")) return *refused;
  const auto waiting = call.deps.allocations.Waiting(limit);
  if (!waiting) return FromError(waiting.error());
  const auto counts = call.deps.allocations.CountWaiting();
  if (!counts) return FromError(counts.error());
  json items = json::array(), reasons = json::array();
  for (const auto& one : *waiting) items.push_back(Present(one));
  for (const auto& [reason, count] : *counts) reasons.push_back({{"reason", TextOrNull(reason)}, {"customers", count}});
  return JsonResponse(200, {{"items", std::move(items)}, {"counts", std::move(reasons)}});
}

http::Response TakeOffWaiting(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"customers", "line", "reason"});
  const std::string line = body.Text("line", 0, 100, false).value_or("");
  const std::string reason = body.Text("reason", 1, 500, true).value_or("");
  const json* list = body.Find("customers");
  const auto ids = list == nullptr ? std::nullopt : IdsIn(*list, kMostOffered);
  if ((!ids || ids->empty()) && !body.problem) body.Fail("customers");
  if (body.problem) return *body.problem;
  json named = json::array();
  for (const std::uint64_t id : *ids) named.push_back(std::to_string(id));
  const json detail = {{"customers", std::move(named)}, {"line", line}, {"reason", reason}};
  if (auto refused = call.Record("allocation.take_off", "", detail)) return *refused;
  const auto taken = call.deps.allocations.TakeOff(*ids, line);
  return taken ? JsonResponse(200, {{"taken_off", *taken}}) : FromError(taken.error());
}

http::Response ListCustomerAllocations(const Call& call) {
  QueryReader query(call.request);
  storage::AllocationFilter filter;
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto customer = call.deps.customers.Get(call.scope, call.path.U64("id"));
  if (!customer) return FromError(customer.error(), "customer.not_found");
  filter.customer = customer->summary.id;
  if (auto refused = call.Record("allocation.customer", std::to_string(filter.customer))) return *refused;
  const auto page = call.deps.allocations.Decisions(filter);
  if (!page) return FromError(page.error());
  const bool rep = call.user.role == storage::UserRole::kRep;
  json items = json::array();
  for (const auto& one : page->items) items.push_back(rep ? PresentOwn(one, call.scope.employees) : Present(one));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddAllocationHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/allocation/rules", "listAllocationRules", ListRules);
  gate.Add(http::Method::kPost, "/allocation/rules", "createAllocationRule", CreateRule);
  gate.Add(http::Method::kPut, "/allocation/rules/{id:u64}", "changeAllocationRule", ChangeRule);
  gate.Add(http::Method::kDelete, "/allocation/rules/{id:u64}", "removeAllocationRule", RemoveRule);
  gate.Add(http::Method::kPut, "/allocation/order", "orderAllocationRules", OrderRules);
  gate.Add(http::Method::kGet, "/allocation/calendar", "getWorkCalendar", GetCalendar);
  gate.Add(http::Method::kPut, "/allocation/calendar", "setWorkCalendar", SetCalendar);
  gate.Add(http::Method::kGet, "/allocation/waiting", "listAllocationWaiting", ListWaiting);
  gate.Add(http::Method::kPost, "/allocation/waiting/take-off", "takeOffAllocationWaiting", TakeOffWaiting);
  gate.Add(http::Method::kPost, "/allocations", "allocateCustomers", Allocate);
  gate.Add(http::Method::kGet, "/allocations", "listAllocations", ListAllocations);
  gate.Add(http::Method::kGet, "/customers/{id:u64}/allocations", "listCustomerAllocations", ListCustomerAllocations);
}

}  // namespace custos::server::api
