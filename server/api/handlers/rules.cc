// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

http::Response ListCategories(const Call& call) {
  const PackInfo pack = call.deps.rules.Pack();
  json items = json::array();
  for (const auto& category : call.deps.rules.Categories()) {
    items.push_back({{"category", category.category}, {"title", Present(category.title)}, {"rules", category.rules}});
  }
  return JsonResponse(200, {{"pack",
                             {{"digest", pack.digest},
                              {"name", pack.name},
                              {"version", pack.version},
                              {"rules", pack.rules},
                              {"loaded_at", TimeOrNull(pack.loaded_at)}}},
                            {"items", std::move(items)}});
}

http::Response ListRules(const Call& call) {
  const auto hits = call.deps.rule_hits.Count();
  if (!hits) return FromError(hits.error());
  const auto places = call.deps.packs.Places();
  json items = json::array();
  for (const auto& rule : call.deps.rules.Rules()) {
    const auto hit = hits->find(rule.id);
    const storage::RuleHits count = hit == hits->end() ? storage::RuleHits() : hit->second;
    const auto place = places.find(rule.id);
    const json rate = count.decided == 0
                          ? json(nullptr)
                          : json(static_cast<double>(count.false_positives) / static_cast<double>(count.decided));
    items.push_back({{"id", rule.id},
                     {"version", rule.version},
                     {"title", Present(rule.title)},
                     {"description", Present(rule.description)},
                     {"category", rule.category},
                     {"severity", ToString(rule.severity)},
                     {"status", rule.status},
                     {"actions", rule.actions},
                     {"file", place == places.end() ? "" : place->second.file},
                     {"line", place == places.end() ? 0 : place->second.line},
                     {"hits_week", count.hits},
                     {"decided", count.decided},
                     {"false_positives", count.false_positives},
                     {"false_positive_rate", rate}});
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddRuleHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/rules/categories", "listCategories", ListCategories);
  gate.Add(http::Method::kGet, "/rules", "listRules", ListRules);
}

}  // namespace custos::server::api
