// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_customer.h"
#include "server/api/present_ownership.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "pool.not_found";
constexpr std::uint32_t kMostDays = 3'650;
constexpr std::uint32_t kMostCustomers = 1'000'000;

std::uint32_t NumberIn(Body& body, const json& object, const std::string& name, std::uint32_t most) {
  const auto found = object.find(name);
  if (found == object.end()) return 0;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most) {
    body.Fail(name);
    return 0;
  }
  return found->get<std::uint32_t>();
}

std::vector<std::string> WordsIn(Body& body, const json& object, const std::string& name) {
  std::vector<std::string> words;
  const auto found = object.find(name);
  if (found == object.end()) return words;
  if (!found->is_array() || found->size() > 50) {
    body.Fail(name);
    return words;
  }
  for (const json& one : *found) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > 100) {
      body.Fail(name);
      break;
    }
    words.push_back(one.get<std::string>());
  }
  return words;
}

std::vector<storage::DepartmentRef> DepartmentsIn(Body& body) {
  std::vector<storage::DepartmentRef> departments;
  const json* list = body.Find("departments");
  if (list == nullptr) return departments;
  const auto fits = [](const json& one) {
    if (!one.is_object() || one.size() != 2 || !one.contains("source") || !one.contains("id")) return false;
    if (!one["source"].is_string() || !one["id"].is_string()) return false;
    const std::string& id = one["id"].get_ref<const std::string&>();
    return !id.empty() && id.size() < 19 && id.find_first_not_of("0123456789") == std::string::npos;
  };
  if (!list->is_array() || list->size() > 200) body.Fail("departments");
  for (const json& one : body.problem ? json::array() : *list) {
    if (!fits(one)) {
      body.Fail("departments");
      break;
    }
    departments.push_back({one["source"].get<std::string>(), std::stoll(one["id"].get<std::string>())});
  }
  return departments;
}

storage::PublicPool PoolIn(Body& body) {
  storage::PublicPool pool;
  pool.name = body.Text("name", 1, 100, true).value_or("");
  pool.line = body.Text("line", 0, 100, false).value_or("");
  pool.open = body.Flag("open").value_or(true);
  if (body.problem) return pool;
  pool.departments = DepartmentsIn(body);
  pool.limits = {.per_day = NumberIn(body, *body.value, "claims_per_day", kMostCustomers),
                 .held = NumberIn(body, *body.value, "held_limit", kMostCustomers),
                 .cool_off_days = NumberIn(body, *body.value, "cool_off_days", kMostDays)};
  const json* returns = body.Find("returns");
  if (returns == nullptr) return pool;
  if (!returns->is_object()) {
    body.Fail("returns");
    return pool;
  }
  pool.returns = {.idle_days = NumberIn(body, *returns, "idle_days", kMostDays),
                  .no_deal_days = NumberIn(body, *returns, "no_deal_days", kMostDays),
                  .warn_days = NumberIn(body, *returns, "warn_days", kMostDays),
                  .grades = WordsIn(body, *returns, "grades"),
                  .deal_stages = WordsIn(body, *returns, "deal_stages")};
  return pool;
}

Body PoolBody(const Call& call) {
  return Body(call.request,
              {"name", "line", "departments", "claims_per_day", "held_limit", "cool_off_days", "returns", "open"});
}

http::Response WithTag(int status, const storage::PublicPool& pool) {
  auto response = JsonResponse(status, Present(pool));
  response.SetHeader("ETag", TagOf(pool.version));
  return response;
}

/// The account that a rep claims with.
const storage::EmployeeRef* Claimer(const Call& call) {
  const bool one = call.scope.kind == storage::Scope::Kind::kOwn && call.scope.employees.size() == 1;
  return one ? &call.scope.employees.front() : nullptr;
}

Result<std::optional<storage::ClaimsMade>> ClaimsOf(const Call& call) {
  const storage::EmployeeRef* const claimer = Claimer(call);
  if (claimer == nullptr) return std::optional<storage::ClaimsMade>();
  const std::int32_t zone = call.deps.checkpoints.ZoneMinutes();
  auto made = call.deps.pools.Claims(*claimer, report::StartOf(report::DayAt(call.deps.clock.Now(), zone), zone));
  if (!made) return made.error();
  return std::optional(std::move(*made));
}

http::Response ListPools(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto pools = call.deps.pools.List();
  if (!pools) return FromError(pools.error());
  const auto claims = ClaimsOf(call);
  if (!claims) return FromError(claims.error());
  json items = json::array();
  for (const auto& pool : *pools) {
    items.push_back(Present(pool));
    if (!*claims) continue;
    const auto held = (*claims)->held.find(pool.line);
    items.back()["mine"] = {{"claimed_today", (*claims)->today},
                            {"held", held == (*claims)->held.end() ? 0 : held->second}};
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response CreatePool(const Call& call) {
  Body body = PoolBody(call);
  const storage::PublicPool pool = body.problem ? storage::PublicPool() : PoolIn(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("pool.create", pool.name)) return *refused;
  const auto made = call.deps.pools.Create(pool);
  return made ? WithTag(201, *made) : FromError(made.error());
}

http::Response ChangePool(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body = PoolBody(call);
  storage::PublicPool pool = body.problem ? storage::PublicPool() : PoolIn(body);
  if (body.problem) return *body.problem;
  pool.id = call.path.U64("id");
  pool.version = precondition.version;
  if (auto refused = call.Record("pool.change", std::to_string(pool.id))) return *refused;
  const auto changed = call.deps.pools.Update(pool);
  return changed ? WithTag(200, *changed) : FromError(changed.error(), kNotFound);
}

/// Until when this account may not claim him, because it lost him; 0 when it may.
TimeMs CoolingUntil(const storage::EmployeeRef* claimer, const storage::PoolCustomer& one,
                    const storage::ClaimLimits& limits, TimeMs now) {
  if (claimer == nullptr || !one.last_owner) return 0;
  if (one.last_owner->source != claimer->source || one.last_owner->id != claimer->id) return 0;
  const TimeMs until = one.lost_at + TimeMs{limits.cool_off_days} * 86'400'000;
  return now < until ? until : 0;
}

/// Who is in a pool: without the numbers for those who would have to claim him first.
http::Response ListPoolCustomers(const Call& call) {
  QueryReader query(call.request);
  const std::string cursor = query.Cursor();
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const std::uint64_t pool = call.path.U64("id");
  if (auto refused = call.Record("pool.customers", std::to_string(pool))) return *refused;
  const auto page = call.deps.pools.Customers(pool, cursor, limit);
  if (!page) return FromError(page.error(), kNotFound);
  std::vector<std::uint64_t> ids;
  for (const auto& one : page->items) ids.push_back(one.customer);
  const auto customers = call.deps.customers.Summaries(ids);
  if (!customers) return FromError(customers.error());
  std::map<std::uint64_t, const storage::CustomerSummary*> by_id;
  for (const auto& one : *customers) by_id[one.id] = &one;
  const auto pools = call.deps.pools.List();
  if (!pools) return FromError(pools.error());
  const auto here = std::find_if(pools->begin(), pools->end(), [&](const auto& one) { return one.id == pool; });
  const storage::ClaimLimits limits = here == pools->end() ? storage::ClaimLimits() : here->limits;
  const bool masked = call.user.role == storage::UserRole::kRep;
  json items = json::array();
  for (const auto& one : page->items) {
    const auto found = by_id.find(one.customer);
    if (found == by_id.end()) continue;  // merged away since
    storage::CustomerSummary summary = *found->second;
    if (masked) {
      for (std::string& phone : summary.phones) phone = MaskedNumber(phone);
      summary.employees.clear();
    }
    items.push_back({{"customer", Present(summary)},
                     {"entry", std::to_string(one.entry)},
                     {"since", FormatTime(one.since)},
                     {"cooling_until", TimeOrNull(CoolingUntil(Claimer(call), one, limits, call.deps.clock.Now()))}});
  }
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddPoolHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/pools", "listPools", ListPools);
  gate.Add(http::Method::kPost, "/pools", "createPool", CreatePool);
  gate.Add(http::Method::kPut, "/pools/{id:u64}", "changePool", ChangePool);
  gate.Add(http::Method::kGet, "/pools/{id:u64}/customers", "listPoolCustomers", ListPoolCustomers);
}

}  // namespace custos::server::api
