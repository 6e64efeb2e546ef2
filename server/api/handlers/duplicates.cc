// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_ownership.h"
#include "server/http/problem.h"
#include "server/leads/lead_desk.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::IdentityKind;

constexpr std::size_t kMostValues = 20;

/// Texts of an array member; a problem when it does not fit.
std::vector<std::string> TextsIn(Body& body, const std::string& name) {
  std::vector<std::string> texts;
  const json* list = body.Find(name);
  if (list == nullptr) return texts;
  if (!list->is_array() || list->size() > kMostValues) body.Fail(name);
  for (const json& one : body.problem ? json::array() : *list) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > 200) {
      body.Fail(name);
      break;
    }
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

/// The identities of one kind that texts are in normal form; a problem for a text that is none.
void Add(Body& body, const std::string& name, IdentityKind kind, storage::KnownQuestion& question) {
  for (const std::string& text : TextsIn(body, name)) {
    const std::size_t before = question.identities.size();
    for (storage::Identity& identity : leads::IdentitiesIn(text)) {
      if (identity.kind == kind) question.identities.push_back(std::move(identity));
    }
    if (question.identities.size() == before) body.Fail(name);
  }
}

/// The family name and stars: enough to ask the owner, not to call the customer.
std::string MaskedName(const std::string& name) {
  std::size_t end = name.empty() ? 0 : 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
  return name.substr(0, end) + (name.empty() ? "" : "**");
}

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
  storage::KnownQuestion question;
  question.name = body.Text("name", 0, 100, false).value_or("");
  question.company = body.Text("company", 0, 200, false).value_or("");
  const auto unionid = body.Text("unionid", 1, 200, false);
  if (!body.problem) Add(body, "phones", IdentityKind::kPhone, question);
  if (!body.problem) Add(body, "emails", IdentityKind::kEmail, question);
  if (body.problem) return *body.problem;
  if (unionid) question.identities.push_back({IdentityKind::kUnionId, *unionid});
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
