// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_ownership.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::OwnershipAct;

constexpr char kNotFound[] = "customer.not_found";
constexpr std::size_t kMostInBatch = 1'000;

bool IsRep(const Call& call) { return call.user.role == storage::UserRole::kRep; }

bool IsOwnAccount(const Call& call, const storage::EmployeeRef& employee) {
  return std::any_of(call.scope.employees.begin(), call.scope.employees.end(),
                     [&](const storage::EmployeeRef& one) { return storage::SameEmployee(one, employee); });
}

std::optional<std::uint64_t> IdIn(const json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::stoull(text);
}

/// An entry, or "none".
std::optional<std::int64_t> SeenIn(const json& value) {
  if (value == "none") return storage::kNoEntry;
  const auto entry = IdIn(value);
  return entry ? std::optional<std::int64_t>(static_cast<std::int64_t>(*entry)) : std::nullopt;
}

std::optional<std::string> TextIn(const json& value, std::size_t max) {
  if (!value.is_string() || value.get_ref<const std::string&>().size() > max) return std::nullopt;
  return value.get<std::string>();
}

std::optional<storage::EmployeeRef> EmployeeIn(const json& value) {
  if (!value.is_object() || value.size() != 2 || !value.contains("source") || !value.contains("id")) {
    return std::nullopt;
  }
  const auto source = TextIn(value["source"], 200), id = TextIn(value["id"], 200);
  if (!source || !id || source->empty() || id->empty()) return std::nullopt;
  return storage::EmployeeRef{*source, *id};
}

std::optional<OwnershipAct> ActIn(const json& value) {
  const auto name = TextIn(value, 20);
  const auto act = name ? storage::ParseOwnershipAct(*name) : std::nullopt;
  return act && *act < OwnershipAct::kMergeAway ? act : std::nullopt;
}

std::optional<TimeMs> TimeIn(const json& value) {
  const auto text = TextIn(value, 40);
  return text ? ParseTime(*text) : std::nullopt;
}

/// Sets `target` from a member that may be absent; false when it is there and does not fit.
template <class Target, class Read>
bool Take(const json& object, const char* name, Target& target, Read read) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  auto value = read(*found);
  if (!value) return false;
  target = std::move(*value);
  return true;
}

/// The order that a JSON object gives, or the name of the member that does not fit.
std::variant<storage::OwnershipOrder, std::string> OrderIn(const json& object, const Call& call) {
  static constexpr const char* kMembers[] = {"customer", "action", "line", "employee",
                                             "pool",     "until",  "seen", "reason"};
  for (const auto& [name, value] : object.items()) {
    if (std::find(std::begin(kMembers), std::end(kMembers), name) == std::end(kMembers)) return name;
  }
  storage::OwnershipOrder order;
  if (!object.contains("action") || !Take(object, "action", order.act, ActIn)) return "action";
  if (!Take(object, "customer", order.customer, IdIn)) return "customer";
  if (!Take(object, "line", order.line, [](const json& v) { return TextIn(v, 100); })) return "line";
  if (!Take(object, "employee", order.employee, EmployeeIn)) return "employee";
  if (!Take(object, "pool", order.pool, IdIn)) return "pool";
  if (!Take(object, "until", order.until, TimeIn)) return "until";
  if (!Take(object, "seen", order.seen, SeenIn)) return "seen";
  if (!Take(object, "reason", order.actor.reason, [](const json& v) { return TextIn(v, 2'000); })) return "reason";
  order.actor.user_id = call.user.id;
  order.actor.user_name = call.user.display_name;
  // Whoever has one account claims for it without naming it.
  const bool unnamed = order.act == OwnershipAct::kClaim && !order.employee;
  if (unnamed && call.scope.employees.size() == 1) order.employee = call.scope.employees.front();
  return order;
}

/// A rep takes for himself out of a pool, and gives back what he owns; the rest is for those who look after others.
bool MayOrder(const Call& call, const storage::OwnershipOrder& order) {
  if (!IsRep(call)) return true;
  if (order.act == OwnershipAct::kClaim) return order.employee && IsOwnAccount(call, *order.employee);
  if (order.act != OwnershipAct::kReturn) return false;
  const auto views = call.deps.ownership.Of({order.customer});
  if (!views) return false;
  return std::any_of(views->begin(), views->end(), [&](const storage::OwnershipView& view) {
    return view.line == order.line && view.state.owner && IsOwnAccount(call, *view.state.owner);
  });
}

/// Claims reach beyond the scope: who is in a pool is for those whom the pool is open to.
Result<bool> InSight(const Call& call, const storage::OwnershipOrder& order) {
  if (order.act == OwnershipAct::kClaim) return true;
  const auto seen = call.deps.customers.InSight(call.scope, {order.customer});
  if (!seen) return seen.error();
  return !seen->empty();
}

json PresentOutcome(const storage::OwnershipOrder& order, const storage::OwnershipOutcome& outcome) {
  return {{"customer", std::to_string(order.customer)},
          {"entry", std::to_string(outcome.entry)},
          {"problem", outcome.refused ? json(outcome.refused->code) : json()}};
}

http::Response Standing(const Call& call, std::uint64_t customer) {
  const auto views = call.deps.ownership.Of({customer});
  if (!views) return FromError(views.error());
  const auto history = call.deps.ownership.History(customer);
  if (!history) return FromError(history.error());
  json items = json::array(), entries = json::array();
  for (const auto& view : *views) items.push_back(Present(view, call.deps.clock.Now()));
  for (const auto& entry : *history) entries.push_back(Present(entry));
  return JsonResponse(200, {{"items", std::move(items)}, {"history", std::move(entries)}});
}

http::Response GetOwnership(const Call& call) {
  const auto customer = call.deps.customers.Get(call.scope, call.path.U64("id"));
  if (!customer) return FromError(customer.error(), kNotFound);
  const std::uint64_t id = customer->summary.id;
  if (auto refused = call.Record("ownership.get", std::to_string(id))) return *refused;
  return Standing(call, id);
}

http::Response ChangeOwnership(const Call& call) {
  Body body(call.request, {"action", "line", "employee", "pool", "until", "seen", "reason"});
  if (body.problem) return *body.problem;
  auto read = OrderIn(*body.value, call);
  if (const auto* member = std::get_if<std::string>(&read)) {
    body.Fail(*member);
    return *body.problem;
  }
  auto& order = std::get<storage::OwnershipOrder>(read);
  order.customer = call.path.U64("id");
  const auto in_sight = InSight(call, order);
  if (!in_sight) return FromError(in_sight.error());
  if (!*in_sight) return http::Problem(404, kNotFound);
  if (!MayOrder(call, order)) return http::Problem(403, "ownership.not_allowed");
  const json detail{{"action", ToString(order.act)}, {"line", order.line}};
  if (auto refused = call.Record("ownership.change", std::to_string(order.customer), detail)) return *refused;
  const auto outcomes = call.deps.ownership.Apply({order});
  if (!outcomes) return FromError(outcomes.error());
  if (outcomes->front().refused) return FromError(*outcomes->front().refused, kNotFound);
  return Standing(call, order.customer);
}

http::Response ChangeOwnerships(const Call& call) {
  Body body(call.request, {"orders"});
  const json* list = body.Find("orders");
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > kMostInBatch) body.Fail("orders");
  if (body.problem) return *body.problem;
  std::vector<storage::OwnershipOrder> orders;
  for (const json& one : *list) {
    auto read = one.is_object() ? OrderIn(one, call) : std::string("orders");
    if (const auto* member = std::get_if<std::string>(&read)) {
      body.Fail("orders." + *member);
      return *body.problem;
    }
    orders.push_back(std::get<storage::OwnershipOrder>(std::move(read)));
  }
  if (auto refused = call.Record("ownership.change_many", "", {{"orders", orders.size()}})) return *refused;
  // Whoever sees a part of the company orders about that part only; the others do not exist for him.
  std::vector<std::uint64_t> ids;
  for (const storage::OwnershipOrder& order : orders) ids.push_back(order.customer);
  const auto in_sight = call.deps.customers.InSight(call.scope, ids);
  if (!in_sight) return FromError(in_sight.error());
  std::vector<storage::OwnershipOrder> known;
  for (const storage::OwnershipOrder& order : orders) {
    if (in_sight->contains(order.customer)) known.push_back(order);
  }
  const auto outcomes = call.deps.ownership.Apply(known);
  if (!outcomes) return FromError(outcomes.error());
  storage::OwnershipOutcome unknown;
  unknown.refused = Error{ErrorKind::kNotFound, kNotFound, "no such customer"};
  json items = json::array();
  auto outcome = outcomes->begin();
  for (const storage::OwnershipOrder& order : orders) {
    items.push_back(PresentOutcome(order, in_sight->contains(order.customer) ? *outcome++ : unknown));
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

/// Who is warned that his customer goes back into a pool.
http::Response ListReturning(const Call& call) {
  QueryReader query(call.request);
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("ownership.returning", "")) return *refused;
  const auto returning = call.deps.ownership.Returning(call.scope, limit);
  if (!returning) return FromError(returning.error());
  std::vector<std::uint64_t> ids;
  for (const auto& one : *returning) ids.push_back(one.customer);
  const auto customers = call.deps.customers.Summaries(ids);
  if (!customers) return FromError(customers.error());
  json items = json::array();
  for (const auto& one : *returning) {
    const auto customer = std::find_if(customers->begin(), customers->end(),
                                       [&](const auto& summary) { return summary.id == one.customer; });
    if (customer != customers->end()) items.push_back(Present(one, *customer));
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddOwnershipHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/customers/{id:u64}/ownership", "getOwnership", GetOwnership);
  gate.Add(http::Method::kPost, "/customers/{id:u64}/ownership", "changeOwnership", ChangeOwnership);
  gate.Add(http::Method::kGet, "/ownership/returning", "listReturning", ListReturning);
  gate.Add(http::Method::kPost, "/ownership", "changeOwnerships", ChangeOwnerships);
}

}  // namespace custos::server::api
