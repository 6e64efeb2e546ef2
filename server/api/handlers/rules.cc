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
  json items = json::array();
  for (const auto& rule : call.deps.rules.Rules()) {
    items.push_back({{"id", rule.id},
                     {"version", rule.version},
                     {"title", Present(rule.title)},
                     {"description", Present(rule.description)},
                     {"category", rule.category},
                     {"severity", ToString(rule.severity)},
                     {"status", rule.status}});
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddRuleHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/rules/categories", "listCategories", ListCategories);
  gate.Add(http::Method::kGet, "/rules", "listRules", ListRules);
}

}  // namespace custos::server::api
