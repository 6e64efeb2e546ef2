// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/log.h"
#include "server/api/condition_input.h"
#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_customer.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "customer.not_found";
constexpr std::size_t kMostFields = 50;

storage::CustomerActor ActorOf(const Call& call, const std::string& reason) {
  return {call.user.id, call.user.display_name, reason};
}

http::Response ListCustomers(const Call& call) {
  QueryReader query(call.request);
  storage::CustomerFilter filter;
  filter.text = query.Text("q", 100);
  filter.employee = query.Employee();
  filter.owner = query.Employee("owner");
  filter.tag = query.Text("tag", 100);
  filter.grade = query.Text("grade", 40);
  filter.stage = query.Text("stage", 40);
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  const std::uint64_t segment = query.Id("segment");
  if (auto problem = query.Problem()) return *problem;
  if (segment != 0) {
    const auto chosen = call.deps.segments.Segment(segment, call.user.id);
    if (!chosen) return FromError(chosen.error(), "segment.not_found");
    filter.condition = chosen->condition;
  }
  if (auto refused = call.Record("customer.list", "")) return *refused;
  const auto page = call.deps.customers.List(call.scope, filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& customer : page->items) items.push_back(Present(customer));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

/// The name of the rule that set a value; null when none did, or when it is gone.
json RuleName(const storage::GradeRules& rules, const std::string& from) {
  for (const storage::GradeRule& rule : rules.rules) {
    if (std::to_string(rule.id) == from) return rule.name;
  }
  return nullptr;
}

/// With the names of the rules that graded him. A rep sees the fields that are his to see.
http::Response WithTag(const Call& call, storage::CustomerView customer) {
  const auto rules = call.deps.grading.Rules();
  if (!rules) return FromError(rules.error());
  if (call.user.role == storage::UserRole::kRep) {
    const auto fields = call.deps.grading.Fields();
    if (!fields) return FromError(fields.error());
    for (const storage::CustomerField& field : fields->fields) {
      if (!field.for_reps) customer.fields.erase(field.key);
    }
  }
  json shown = Present(customer);
  shown["grade_rule"] = RuleName(*rules, customer.grade_from);
  shown["stage_rule"] = RuleName(*rules, customer.stage_from);
  auto response = JsonResponse(200, shown);
  response.SetHeader("ETag", TagOf(customer.version));
  return response;
}

http::Response GetCustomer(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("customer.get", std::to_string(id))) return *refused;
  const auto customer = call.deps.customers.Get(call.scope, id);
  return customer ? WithTag(call, *customer) : FromError(customer.error(), kNotFound);
}

/// Who a contact or a number of a message is: what a page links to.
http::Response FindCustomer(const Call& call) {
  QueryReader query(call.request);
  const std::string source = query.Text("source", 200);
  const std::string party = query.Text("id", 200);
  if (source.empty()) query.Fail("source");
  if (party.empty()) query.Fail("id");
  if (auto problem = query.Problem()) return *problem;
  const auto id = call.deps.customers.Find(call.scope, source, party);
  if (!id) return FromError(id.error());
  if (*id == 0) return http::Problem(404, kNotFound);
  return JsonResponse(200, {{"id", std::to_string(*id)}});
}

http::Response ReadTimeline(const Call& call) {
  QueryReader query(call.request);
  storage::TimelineQuery wanted;
  wanted.customer = call.path.U64("id");
  const std::vector<std::string> kinds = query.List("kind");
  for (const std::string& name : kinds) {
    const auto kind = storage::ParseTimelineKind(name);
    if (!kind) query.Fail("kind");
    if (kind) wanted.kinds.push_back(*kind);
  }
  wanted.employee = query.Employee();
  wanted.from = query.Time("from");
  wanted.until = query.Time("until");
  wanted.with_files = query.Flag("has_media").value_or(false);
  wanted.oldest_first = query.OldestFirst();
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const json asked{{"kinds", kinds}, {"from", TimeOrNull(wanted.from)}, {"until", TimeOrNull(wanted.until)}};
  if (auto refused = call.Record("customer.timeline", std::to_string(wanted.customer), asked)) return *refused;
  const auto page = call.deps.customers.Timeline(call.scope, wanted);
  if (!page) return FromError(page.error(), kNotFound);
  json items = json::array();
  for (const auto& entry : page->items) items.push_back(Present(entry));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

/// The company's own fields: names with texts.
std::optional<std::map<std::string, std::string>> FieldsOf(Body& body) {
  const json* member = body.Find("fields");
  if (member == nullptr) return std::nullopt;
  std::map<std::string, std::string> fields;
  if (!member->is_object() || member->size() > kMostFields) {
    body.Fail("fields");
    return std::nullopt;
  }
  for (const auto& [name, value] : member->items()) {
    if (name.empty() || name.size() > 200 || !value.is_string() || value.get_ref<const std::string&>().size() > 4000) {
      body.Fail("fields");
      return std::nullopt;
    }
    fields[name] = value.get<std::string>();
  }
  return fields;
}

bool IsNull(const Body& body, const char* name) {
  const json* member = body.Find(name);
  return member != nullptr && member->is_null();
}

http::Response ChangeCustomer(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"name", "grade", "stage", "fields", "reason"});
  storage::CustomerChange change;
  change.name = body.Text("name", 0, 100, false);
  change.grade_to_rules = IsNull(body, "grade");
  change.stage_to_rules = IsNull(body, "stage");
  if (!change.grade_to_rules) change.grade = body.Text("grade", 0, 40, false);
  if (!change.stage_to_rules) change.stage = body.Text("stage", 0, 40, false);
  change.fields = FieldsOf(body);
  const auto reason = body.Text("reason", 0, 500, false);
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("customer.change", std::to_string(id))) return *refused;
  const auto changed =
      call.deps.customers.Change(call.scope, id, precondition.version, change, ActorOf(call, reason.value_or("")));
  if (!changed && changed.error().code == "customer.field") return RefusedMember(changed.error());
  return changed ? WithTag(call, *changed) : FromError(changed.error(), kNotFound);
}

/// The answer then shows the owner that follows from it; a job does it anyway soon.
void SettleOwners(const Call& call) {
  if (const auto settled = call.deps.ownership.Settle(); !settled) {
    Log(LogLevel::kWarn, "the ownership ledger could not be settled", {{"code", settled.error().code}});
  }
}

http::Response MergeCustomers(const Call& call) {
  Body body(call.request, {"other", "reason"});
  const auto other = body.Text("other", 1, 20, true);
  const auto reason = body.Text("reason", 1, 500, true);
  std::uint64_t gone = 0;
  for (const char digit : other.value_or("")) {
    if (digit < '0' || digit > '9') body.Fail("other");
    gone = gone * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  if (body.problem) return *body.problem;
  const std::uint64_t kept = call.path.U64("id");
  const json pair{{"other", *other}, {"reason", *reason}};
  if (auto refused = call.Record("customer.merge", std::to_string(kept), pair)) return *refused;
  const auto merge = call.deps.customers.Merge(call.scope, kept, gone, ActorOf(call, *reason));
  SettleOwners(call);
  return merge ? JsonResponse(201, Present(*merge)) : FromError(merge.error(), kNotFound);
}

http::Response UnmergeCustomers(const Call& call) {
  Body body(call.request, {"reason"});
  const auto reason = body.Text("reason", 1, 500, true);
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("customer.unmerge", std::to_string(id), {{"reason", *reason}})) return *refused;
  const auto merge = call.deps.customers.Unmerge(call.scope, id, ActorOf(call, *reason));
  SettleOwners(call);
  return merge ? JsonResponse(200, Present(*merge)) : FromError(merge.error(), "merge.not_found");
}

}  // namespace

void AddCustomerHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/customers", "listCustomers", ListCustomers);
  gate.Add(http::Method::kGet, "/customers/lookup", "findCustomer", FindCustomer);
  gate.Add(http::Method::kGet, "/customers/{id:u64}", "getCustomer", GetCustomer);
  gate.Add(http::Method::kPatch, "/customers/{id:u64}", "changeCustomer", ChangeCustomer);
  gate.Add(http::Method::kGet, "/customers/{id:u64}/timeline", "readTimeline", ReadTimeline);
  gate.Add(http::Method::kPost, "/customers/{id:u64}/merges", "mergeCustomers", MergeCustomers);
  gate.Add(http::Method::kPost, "/customer-merges/{id:u64}/undo", "unmergeCustomers", UnmergeCustomers);
}

}  // namespace custos::server::api
