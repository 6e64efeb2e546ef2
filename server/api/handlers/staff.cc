// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_staff.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "employee.not_found";
constexpr std::size_t kLongestId = 200;
constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kMostProposals = 200;

/// Whose an account is concerns the whole company: who may see some departments only may not.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

std::string NameOf(const storage::EmployeeRef& account) { return account.source + "/" + account.id; }

storage::EmployeeRef AccountIn(Body& body, const std::string& source, const std::string& id) {
  return {body.Text(source.c_str(), 1, kLongestId, true).value_or(""),
          body.Text(id.c_str(), 1, kLongestId, true).value_or("")};
}

storage::StaffOrder OrderIn(Body& body, const Call& call) {
  return {body.Text("reason", 1, kLongestReason, true).value_or(""), call.user.id, call.user.display_name};
}

http::Response Answered(const Call& call, const Status& done, const storage::EmployeeRef& account) {
  if (!done) {
    if (done.error().kind == ErrorKind::kInvalid) return http::Problem(400, done.error().code);
    return FromError(done.error(), kNotFound);
  }
  const auto accounts = call.deps.staff.Accounts(account);
  if (!accounts) return FromError(accounts.error(), kNotFound);
  const auto history = call.deps.staff.History(account);
  if (!history) return FromError(history.error(), kNotFound);
  return JsonResponse(200, PresentStaff(*accounts, *history));
}

http::Response GetStaff(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  const auto account = query.Employee();
  if (!account) query.Fail("employee_id");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("staff.read", NameOf(*account))) return *refused;
  return Answered(call, {}, *account);
}

http::Response ListStaffProposals(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  if (auto refused = call.Record("staff.proposals", "")) return *refused;
  const auto proposals = call.deps.staff.Proposals(kMostProposals);
  if (!proposals) return FromError(proposals.error());
  json items = json::array();
  for (const auto& one : *proposals) items.push_back(Present(one));
  return JsonResponse(200, {{"items", std::move(items)}});
}

/// Two accounts that somebody decides about.
template <class Decide>
http::Response DecideOnTwo(const Call& call, const char* action, const Decide& decide) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"employee_source", "employee_id", "other_source", "other_id", "reason"});
  const storage::EmployeeRef account = AccountIn(body, "employee_source", "employee_id");
  const storage::EmployeeRef other = AccountIn(body, "other_source", "other_id");
  const storage::StaffOrder order = OrderIn(body, call);
  if (body.problem) return *body.problem;
  const json detail = {{"other", NameOf(other)}, {"reason", order.reason}};
  if (auto refused = call.Record(action, NameOf(account), detail)) return *refused;
  return Answered(call, decide(account, other, order), account);
}

http::Response JoinStaff(const Call& call) {
  return DecideOnTwo(call, "staff.join", [&](const auto& account, const auto& other, const auto& order) {
    return call.deps.staff.Join(account, other, order);
  });
}

http::Response RefuseStaff(const Call& call) {
  return DecideOnTwo(call, "staff.refuse", [&](const auto& account, const auto& other, const auto& order) {
    return call.deps.staff.Refuse(account, other, order);
  });
}

http::Response PartStaff(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"employee_source", "employee_id", "reason"});
  const storage::EmployeeRef account = AccountIn(body, "employee_source", "employee_id");
  const storage::StaffOrder order = OrderIn(body, call);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("staff.part", NameOf(account), {{"reason", order.reason}})) return *refused;
  return Answered(call, call.deps.staff.Part(account, order), account);
}

}  // namespace

void AddStaffHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/staff", "getStaff", GetStaff);
  gate.Add(http::Method::kGet, "/staff/proposals", "listStaffProposals", ListStaffProposals);
  gate.Add(http::Method::kPost, "/staff/joins", "joinStaff", JoinStaff);
  gate.Add(http::Method::kPost, "/staff/parts", "partStaff", PartStaff);
  gate.Add(http::Method::kPost, "/staff/refusals", "refuseStaff", RefuseStaff);
}

}  // namespace custos::server::api
