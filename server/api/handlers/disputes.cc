// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/known_question.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::Dispute;
using storage::DisputeOutcome;

constexpr char kNotFound[] = "dispute.not_found";
constexpr int kSure = 85;  // percent: below it nobody may be named by guessing

bool IsRep(const Call& call) { return call.user.role == storage::UserRole::kRep; }

bool IsOwn(const Call& call, const storage::EmployeeRef& employee) {
  return std::any_of(call.scope.employees.begin(), call.scope.employees.end(),
                     [&](const storage::EmployeeRef& one) { return storage::SameEmployee(one, employee); });
}

storage::EmployeeRef RefOf(const storage::PersonView& person) { return {person.source, person.id}; }

/// Customers of these disputes as the reader may see them.
struct Shown {
  std::map<std::uint64_t, storage::CustomerSummary> customers;
  std::set<std::uint64_t> in_sight;
};

Result<Shown> Look(const Call& call, const std::vector<Dispute>& disputes) {
  std::vector<std::uint64_t> ids;
  for (const Dispute& dispute : disputes) ids.push_back(dispute.customer);
  auto summaries = call.deps.customers.Summaries(ids);
  if (!summaries) return summaries.error();
  auto in_sight = call.deps.customers.InSight(call.scope, ids);
  if (!in_sight) return in_sight.error();
  Shown shown{.customers = {}, .in_sight = std::move(*in_sight)};
  for (storage::CustomerSummary& one : *summaries) shown.customers.emplace(one.id, std::move(one));
  return shown;
}

json PresentDispute(const Call& call, const Dispute& dispute, const Shown& shown) {
  const bool seen = shown.in_sight.contains(dispute.customer);
  const auto found = shown.customers.find(dispute.customer);
  const std::string name = found == shown.customers.end() ? std::string() : found->second.name;
  const std::string corp = found == shown.customers.end() ? std::string() : found->second.corp_name;
  return {{"id", std::to_string(dispute.id)},
          {"customer", seen ? json(std::to_string(dispute.customer)) : json()},
          {"name", seen ? name : MaskedName(name)},
          {"corp_name", corp},
          {"line", dispute.line},
          {"claimant", Present(dispute.claimant)},
          {"owner", dispute.owner ? Present(*dispute.owner) : json()},
          {"statement", dispute.statement},
          {"opened_at", FormatTime(dispute.opened_at)},
          {"user_name", dispute.user_name},
          {"mine", dispute.user_id == call.user.id},
          {"state", ToString(dispute.state)},
          {"outcome", ToString(dispute.outcome)},
          {"note", dispute.note},
          {"decided_at", TimeOrNull(dispute.decided_at)},
          {"decided_by", dispute.decided_by},
          {"entry", dispute.entry == 0 ? json() : json(std::to_string(dispute.entry))}};
}

json PresentSide(const storage::DisputeSide& side) {
  return {{"added_at", TimeOrNull(side.added_at)},
          {"first_at", TimeOrNull(side.first_at)},
          {"last_at", TimeOrNull(side.last_at)},
          {"messages", side.messages}};
}

/// A rep sees those he takes part in; others those about customers in their scope.
Result<bool> MaySee(const Call& call, const Dispute& dispute) {
  if (IsRep(call)) {
    return IsOwn(call, RefOf(dispute.claimant)) || (dispute.owner && IsOwn(call, RefOf(*dispute.owner)));
  }
  const auto seen = call.deps.customers.InSight(call.scope, {dispute.customer});
  if (!seen) return seen.error();
  return !seen->empty();
}

/// The customer whom the body means: by id, or by what is known of him when that leaves no doubt. 0: nobody.
Result<std::uint64_t> CustomerIn(const Call& call, Body& body) {
  if (const json* id = body.Find("customer")) {
    const std::string text = id->is_string() ? id->get<std::string>() : std::string();
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) {
      body.Fail("customer");
      return std::uint64_t{0};
    }
    const auto seen = call.deps.customers.InSight(call.scope, {std::stoull(text)});
    if (!seen) return seen.error();
    return seen->empty() ? std::uint64_t{0} : std::stoull(text);
  }
  const storage::KnownQuestion question = KnownQuestionIn(body);
  if (body.problem) return std::uint64_t{0};
  const auto known = call.deps.known_customers.Find(question);
  if (!known) return known.error();
  const bool sure = !known->empty() && known->front().confidence >= kSure &&
                    (known->size() == 1 || (*known)[1].confidence < known->front().confidence);
  return sure ? known->front().customer : std::uint64_t{0};
}

std::optional<storage::EmployeeRef> EmployeeIn(const Call& call, Body& body) {
  const json* value = body.Find("employee");
  if (value == nullptr) {
    if (call.scope.employees.size() == 1) return call.scope.employees.front();
    body.Fail("employee");
    return std::nullopt;
  }
  const bool fits = value->is_object() && value->size() == 2 && value->contains("source") && value->contains("id") &&
                    (*value)["source"].is_string() && (*value)["id"].is_string();
  if (!fits) {
    body.Fail("employee");
    return std::nullopt;
  }
  return storage::EmployeeRef{(*value)["source"].get<std::string>(), (*value)["id"].get<std::string>()};
}

http::Response One(const Call& call, int status, const Dispute& dispute) {
  const auto shown = Look(call, {dispute});
  return shown ? JsonResponse(status, PresentDispute(call, dispute, *shown)) : FromError(shown.error());
}

http::Response OpenDispute(const Call& call) {
  Body body(call.request,
            {"customer", "name", "company", "phones", "emails", "unionid", "line", "employee", "statement"});
  storage::DisputeDraft draft;
  draft.line = body.Text("line", 0, 100, false).value_or("");
  draft.statement = body.Text("statement", 1, 2'000, true).value_or("");
  if (body.problem) return *body.problem;
  const auto employee = EmployeeIn(call, body);
  if (body.problem) return *body.problem;
  const auto customer = CustomerIn(call, body);
  if (!customer) return FromError(customer.error());
  if (body.problem) return *body.problem;
  if (*customer == 0) return http::Problem(404, "customer.not_found");
  if (IsRep(call) && !IsOwn(call, *employee)) return http::Problem(403, "ownership.not_allowed");
  draft.customer = *customer;
  draft.claimant = *employee;
  draft.user_id = call.user.id;
  draft.user_name = call.user.display_name;
  if (IsRep(call)) draft.protected_for = call.deps.settings.protection_ms;
  if (auto refused = call.Record("dispute.open", std::to_string(draft.customer))) return *refused;
  const auto opened = call.deps.disputes.Open(draft);
  return opened ? One(call, 201, *opened) : FromError(opened.error(), opened.error().code);
}

http::Response ListDisputes(const Call& call) {
  QueryReader query(call.request);
  storage::DisputeFilter filter;
  filter.state = query.Word<storage::DisputeState>("state", storage::ParseDisputeState);
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (IsRep(call)) filter.accounts = call.scope.employees;
  if (auto refused = call.Record("dispute.list", "")) return *refused;
  const auto page = call.deps.disputes.List(filter);
  if (!page) return FromError(page.error());
  const auto shown = Look(call, page->items);
  if (!shown) return FromError(shown.error());
  json items = json::array();
  for (const Dispute& dispute : page->items) {
    if (!IsRep(call) && !shown->in_sight.contains(dispute.customer)) continue;
    items.push_back(PresentDispute(call, dispute, *shown));
  }
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

/// The dispute of the path, when the caller may see it.
Result<Dispute> Asked(const Call& call) {
  auto dispute = call.deps.disputes.Get(call.path.U64("id"));
  if (!dispute) return dispute.error();
  const auto may = MaySee(call, *dispute);
  if (!may) return may.error();
  if (!*may) return Error{ErrorKind::kNotFound, kNotFound, "no such dispute"};
  return dispute;
}

http::Response GetDispute(const Call& call) {
  const auto dispute = Asked(call);
  if (!dispute) return FromError(dispute.error(), kNotFound);
  if (auto refused = call.Record("dispute.get", std::to_string(dispute->id))) return *refused;
  const auto shown = Look(call, {*dispute});
  if (!shown) return FromError(shown.error());
  const auto claimant = call.deps.disputes.SideOf(dispute->customer, RefOf(dispute->claimant));
  if (!claimant) return FromError(claimant.error());
  const auto owner = dispute->owner ? call.deps.disputes.SideOf(dispute->customer, RefOf(*dispute->owner))
                                    : Result<storage::DisputeSide>(storage::DisputeSide());
  if (!owner) return FromError(owner.error());
  json body = PresentDispute(call, *dispute, *shown);
  body["claimant_side"] = PresentSide(*claimant);
  body["owner_side"] = PresentSide(*owner);
  return JsonResponse(200, body);
}

/// What the ledger has to do for an outcome; nothing when everything stays. What it did before a crash it finds done.
std::optional<storage::OwnershipOrder> OrderFor(const Call& call, const Dispute& dispute, DisputeOutcome outcome,
                                                const std::string& note) {
  if (outcome == DisputeOutcome::kKeep) return std::nullopt;
  storage::OwnershipOrder order;
  order.customer = dispute.customer;
  order.line = dispute.line;
  order.act = outcome == DisputeOutcome::kGive ? storage::OwnershipAct::kAssign : storage::OwnershipAct::kShare;
  order.employee = RefOf(dispute.claimant);
  order.actor = {.user_id = call.user.id,
                 .user_name = call.user.display_name,
                 .cause = "dispute:" + std::to_string(dispute.id),
                 .reason = note};
  return order;
}

http::Response DecideDispute(const Call& call) {
  Body body(call.request, {"outcome", "note"});
  const auto word = body.Text("outcome", 1, 20, true);
  const std::string note = body.Text("note", 1, 2'000, true).value_or("");
  const auto parsed = word ? storage::ParseDisputeOutcome(*word) : std::nullopt;
  if (!parsed) body.Fail("outcome");
  const DisputeOutcome outcome = parsed.value_or(DisputeOutcome::kNone);
  if (body.problem) return *body.problem;
  const auto dispute = Asked(call);
  if (!dispute) return FromError(dispute.error(), kNotFound);
  if (dispute->state != storage::DisputeState::kOpen) return http::Problem(409, "dispute.ended");
  const json detail{{"outcome", ToString(outcome)}};
  if (auto refused = call.Record("dispute.decide", std::to_string(dispute->id), detail)) return *refused;
  storage::DisputeVerdict verdict{.outcome = outcome, .note = note, .user_name = call.user.display_name, .entry = 0};
  if (const auto order = OrderFor(call, *dispute, outcome, note)) {
    const auto done = call.deps.ownership.Apply({*order});
    if (!done) return FromError(done.error());
    if (done->front().refused) return FromError(*done->front().refused, "customer.not_found");
    verdict.entry = done->front().entry;
  }
  const auto decided = call.deps.disputes.Decide(dispute->id, verdict);
  return decided ? One(call, 200, *decided) : FromError(decided.error(), kNotFound);
}

http::Response WithdrawDispute(const Call& call) {
  const auto dispute = Asked(call);
  if (!dispute) return FromError(dispute.error(), kNotFound);
  if (IsRep(call) && !IsOwn(call, RefOf(dispute->claimant))) return http::Problem(403, "ownership.not_allowed");
  if (auto refused = call.Record("dispute.withdraw", std::to_string(dispute->id))) return *refused;
  const auto ended = call.deps.disputes.Withdraw(dispute->id, call.user.display_name);
  return ended ? One(call, 200, *ended) : FromError(ended.error(), kNotFound);
}

}  // namespace

void AddDisputeHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/disputes", "openDispute", OpenDispute);
  gate.Add(http::Method::kGet, "/disputes", "listDisputes", ListDisputes);
  gate.Add(http::Method::kGet, "/disputes/{id:u64}", "getDispute", GetDispute);
  gate.Add(http::Method::kPost, "/disputes/{id:u64}/decision", "decideDispute", DecideDispute);
  gate.Add(http::Method::kPost, "/disputes/{id:u64}/withdraw", "withdrawDispute", WithdrawDispute);
}

}  // namespace custos::server::api
