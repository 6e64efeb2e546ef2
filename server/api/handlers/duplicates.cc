// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/known_question.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_ownership.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json PresentKnown(const storage::KnownCustomer& known, const storage::CustomerSummary& customer,
                  const std::vector<storage::OwnershipView>& ownership, bool in_sight, TimeMs now) {
  json by = json::array();
  for (const storage::KnownBy reason : known.by) by.push_back(ToString(reason));
  json owners = json::array();
  for (const storage::OwnershipView& view : ownership) {
    if (view.customer == known.customer) owners.push_back(Present(view, now));
  }
  return {{"id", in_sight ? json(std::to_string(known.customer)) : json()},
          {"name", in_sight ? customer.name : MaskedName(customer.name)},
          {"corp_name", customer.corp_name},
          {"by", std::move(by)},
          {"confidence", known.confidence},
          {"ownership", std::move(owners)},
          {"last_at", TimeOrNull(customer.last_at)}};
}

http::Response CheckDuplicates(const Call& call) {
  Body body(call.request, {"name", "company", "phones", "emails", "unionid"});
  const storage::KnownQuestion question = KnownQuestionIn(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("customer.check_duplicates", "")) return *refused;
  const auto known = call.deps.known_customers.Find(question);
  if (!known) return FromError(known.error());
  std::vector<std::uint64_t> ids;
  for (const auto& one : *known) ids.push_back(one.customer);
  const auto customers = call.deps.customers.Summaries(ids);
  if (!customers) return FromError(customers.error());
  const auto in_sight = call.deps.customers.InSight(call.scope, ids);
  if (!in_sight) return FromError(in_sight.error());
  const auto ownership = call.deps.ownership.Of(ids);
  if (!ownership) return FromError(ownership.error());
  json items = json::array();
  for (const auto& one : *known) {
    const auto customer = std::find_if(customers->begin(), customers->end(),
                                       [&](const auto& summary) { return summary.id == one.customer; });
    if (customer == customers->end()) continue;  // merged away since
    items.push_back(PresentKnown(one, *customer, *ownership, in_sight->contains(one.customer), call.deps.clock.Now()));
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddDuplicateHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/duplicates", "checkDuplicates", CheckDuplicates);
}

}  // namespace custos::server::api
