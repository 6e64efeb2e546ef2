// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/condition_input.h"
#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_customer.h"
#include "server/api/present_grading.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "segment.not_found";

http::Response ListSegments(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto segments = call.deps.segments.Segments(call.user.id);
  if (!segments) return FromError(segments.error());
  json items = json::array();
  for (const auto& segment : *segments) items.push_back(Present(segment, call.user.id));
  return JsonResponse(200, {{"items", std::move(items)}});
}

storage::CustomerSegment SegmentIn(Body& body) {
  storage::CustomerSegment segment;
  segment.name = body.Text("name", 1, 100, true).value_or("");
  segment.shared = body.Flag("shared").value_or(false);
  segment.condition = ConditionIn(body.Find("condition"), "condition", body.problem);
  return segment;
}

http::Response WithTag(int status, const storage::CustomerSegment& segment, const Call& call) {
  auto response = JsonResponse(status, Present(segment, call.user.id));
  response.SetHeader("ETag", TagOf(segment.version));
  return response;
}

/// What anybody may change: an administrator anybody's, others their own.
std::uint64_t Whose(const Call& call) { return call.user.role == storage::UserRole::kAdministrator ? 0 : call.user.id; }

http::Response CreateSegment(const Call& call) {
  Body body(call.request, {"name", "shared", "condition"});
  storage::CustomerSegment segment = SegmentIn(body);
  if (body.problem) return *body.problem;
  segment.owner_id = call.user.id;
  if (auto refused = call.Record("segment.create", segment.name)) return *refused;
  const auto made = call.deps.segments.CreateSegment(segment);
  return made ? WithTag(201, *made, call) : FromError(made.error());
}

http::Response ChangeSegment(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"name", "shared", "condition"});
  storage::CustomerSegment segment = SegmentIn(body);
  if (body.problem) return *body.problem;
  segment.id = call.path.U64("id");
  segment.version = precondition.version;
  if (auto refused = call.Record("segment.change", std::to_string(segment.id))) return *refused;
  const auto changed = call.deps.segments.ChangeSegment(segment, Whose(call));
  return changed ? WithTag(200, *changed, call) : FromError(changed.error(), kNotFound);
}

http::Response DeleteSegment(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("segment.delete", std::to_string(id))) return *refused;
  const auto deleted = call.deps.segments.DeleteSegment(id, Whose(call));
  return deleted ? http::Response::Empty(204) : FromError(deleted.error(), kNotFound);
}

/// How many customers a condition holds for, while it is put together.
http::Response CountCustomers(const Call& call) {
  Body body(call.request, {"condition"});
  const auto condition = ConditionIn(body.Find("condition"), "condition", body.problem);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("customer.count", "")) return *refused;
  const auto count = call.deps.segments.Count(call.scope, condition);
  if (!count) return FromError(count.error());
  return JsonResponse(200, {{"customers", *count ? json(**count) : json()}});
}

http::Response SearchCustomers(const Call& call) {
  Body body(call.request, {"condition", "q", "cursor", "limit"});
  storage::CustomerFilter filter;
  filter.condition = ConditionIn(body.Find("condition"), "condition", body.problem);
  filter.text = body.Text("q", 0, 100, false).value_or("");
  filter.cursor = body.Text("cursor", 0, 512, false).value_or("");
  if (const json* limit = body.Find("limit")) {
    if (!limit->is_number_unsigned() || limit->get<std::uint64_t>() == 0 || limit->get<std::uint64_t>() > 200) {
      body.Fail("limit");
    } else {
      filter.limit = limit->get<std::size_t>();
    }
  }
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("customer.list", "")) return *refused;
  const auto page = call.deps.customers.List(call.scope, filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& customer : page->items) items.push_back(Present(customer));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddSegmentHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/segments", "listSegments", ListSegments);
  gate.Add(http::Method::kPost, "/segments", "createSegment", CreateSegment);
  gate.Add(http::Method::kPost, "/segments/count", "countCustomers", CountCustomers);
  gate.Add(http::Method::kPut, "/segments/{id:u64}", "changeSegment", ChangeSegment);
  gate.Add(http::Method::kDelete, "/segments/{id:u64}", "deleteSegment", DeleteSegment);
  gate.Add(http::Method::kPost, "/customers/search", "searchCustomers", SearchCustomers);
}

}  // namespace custos::server::api
