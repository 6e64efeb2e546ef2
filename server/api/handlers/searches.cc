// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "search.not_found";
constexpr std::size_t kMostParams = 40;
constexpr std::size_t kLongestParam = 4'000;

json Present(const storage::SavedSearch& search, const Call& call) {
  return {{"id", std::to_string(search.id)},
          {"name", search.name},
          {"shared", search.shared},
          {"own", search.owner_id == call.user.id},
          {"owner", search.owner_name},
          {"params", search.params},
          {"created_at", FormatTime(search.created_at)}};
}

http::Response ListSearches(const Call& call) {
  const auto searches = call.deps.searches.ListSearches(call.user.id);
  if (!searches) return FromError(searches.error());
  json items = json::array();
  for (const auto& search : *searches) items.push_back(Present(search, call));
  return JsonResponse(200, {{"items", std::move(items)}});
}

/// An object of texts; a problem when it is something else or too large.
std::map<std::string, std::string> ReadParams(Body& body) {
  std::map<std::string, std::string> params;
  const json* object = body.Find("params");
  if (object == nullptr || !object->is_object() || object->size() > kMostParams) {
    body.Fail("params");
    return params;
  }
  for (const auto& [name, value] : object->items()) {
    if (!value.is_string() || name.size() > 64 || value.get_ref<const std::string&>().size() > kLongestParam) {
      body.Fail("params");
    } else {
      params[name] = value.get<std::string>();
    }
  }
  return params;
}

http::Response SaveSearch(const Call& call) {
  Body body(call.request, {"name", "shared", "params"});
  storage::SavedSearch search;
  search.owner_id = call.user.id;
  search.name = body.Text("name", 1, 100, true).value_or("");
  search.shared = body.Flag("shared").value_or(false);
  search.params = ReadParams(body);
  search.created_at = call.deps.clock.Now();
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("search.save", "", {{"params", search.params}, {"shared", search.shared}})) {
    return *refused;
  }
  const auto saved = call.deps.searches.SaveSearch(search);
  if (!saved) return FromError(saved.error());
  return JsonResponse(201, Present(*saved, call));
}

http::Response DeleteSearch(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("search.delete", std::to_string(id))) return *refused;
  const bool anybodys = call.user.role == storage::UserRole::kAdministrator;
  const auto deleted = call.deps.searches.DeleteSearch(id, anybodys ? 0 : call.user.id);
  if (!deleted) return FromError(deleted.error(), kNotFound);
  return http::Response::Empty(204);
}

}  // namespace

void AddSavedSearchHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/searches", "listSearches", ListSearches);
  gate.Add(http::Method::kPost, "/searches", "saveSearch", SaveSearch);
  gate.Add(http::Method::kDelete, "/searches/{id:u64}", "deleteSearch", DeleteSearch);
}

}  // namespace custos::server::api
