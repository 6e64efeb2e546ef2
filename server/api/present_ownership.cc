// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_ownership.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_customer.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json PersonOrNull(const std::optional<storage::PersonView>& person) { return person ? Present(*person) : json(); }

json PoolOrNull(std::uint64_t id, const std::string& name) {
  return id == 0 ? json() : json{{"id", std::to_string(id)}, {"name", name}};
}

}  // namespace

json Present(const storage::OwnershipView& view, TimeMs now) {
  const storage::OwnershipState& state = view.state;
  const bool frozen = state.frozen && (state.frozen_until == 0 || state.frozen_until > now);
  const bool lent = state.borrower && state.borrower->at > now;
  json shared = json::array();
  for (const storage::PersonView& person : view.shared) shared.push_back(Present(person));
  return {{"customer", std::to_string(view.customer)},
          {"line", view.line},
          {"entry", std::to_string(view.entry)},
          {"owner", PersonOrNull(view.owner)},
          {"serving", PersonOrNull(view.serving)},
          {"shared", std::move(shared)},
          {"pool", PoolOrNull(state.pool, view.pool_name)},
          {"since", TimeOrNull(state.since)},
          {"lent_until", lent ? json(FormatTime(state.borrower->at)) : json()},
          {"frozen", frozen},
          {"frozen_until", frozen ? TimeOrNull(state.frozen_until) : json()}};
}

json Present(const storage::OwnershipEntry& entry) {
  const storage::OwnershipState& state = entry.state;
  return {{"entry", std::to_string(entry.entry)},
          {"line", entry.line},
          {"act", ToString(entry.act)},
          {"at", FormatTime(entry.at)},
          {"employee", PersonOrNull(entry.employee)},
          {"owner", PersonOrNull(entry.owner)},
          {"pool", PoolOrNull(state.pool, entry.pool_name)},
          {"until", entry.act == storage::OwnershipAct::kLend && state.borrower ? json(FormatTime(state.borrower->at))
                    : entry.act == storage::OwnershipAct::kFreeze               ? TimeOrNull(state.frozen_until)
                                                                                : json()},
          {"user_name", TextOrNull(entry.actor.user_name)},
          {"cause", entry.actor.cause},
          {"reason", TextOrNull(entry.actor.reason)}};
}

json Present(const storage::ReturningCustomer& returning, const storage::CustomerSummary& customer) {
  return {{"customer", Present(customer)},
          {"line", returning.line},
          {"owner", Present(returning.owner)},
          {"pool", PoolOrNull(returning.pool, returning.pool_name)},
          {"warned_at", FormatTime(returning.warned_at)},
          {"due_at", FormatTime(returning.due_at)}};
}

json Present(const storage::PublicPool& pool) {
  json departments = json::array();
  for (const storage::DepartmentRef& one : pool.departments) {
    departments.push_back({{"source", one.source}, {"id", std::to_string(one.id)}});
  }
  return {{"id", std::to_string(pool.id)},
          {"name", pool.name},
          {"line", pool.line},
          {"departments", std::move(departments)},
          {"claims_per_day", pool.limits.per_day},
          {"held_limit", pool.limits.held},
          {"cool_off_days", pool.limits.cool_off_days},
          {"returns",
           {{"idle_days", pool.returns.idle_days},
            {"no_deal_days", pool.returns.no_deal_days},
            {"warn_days", pool.returns.warn_days},
            {"grades", pool.returns.grades},
            {"deal_stages", pool.returns.deal_stages}}},
          {"open", pool.open},
          {"version", pool.version},
          {"customers", pool.customers}};
}

std::string MaskedNumber(const std::string& number) {
  std::string masked = number;
  const std::size_t tail = std::min<std::size_t>(4, number.size() / 2);
  const std::size_t head = number.size() > 8 ? number.size() - 8 : 0;
  for (std::size_t i = head; i + tail < masked.size(); ++i) masked[i] = '*';
  return masked;
}

}  // namespace custos::server::api
