// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "token.not_found";

bool IsAdministrator(const Call& call) { return call.user.role == storage::UserRole::kAdministrator; }

json Present(const storage::ApiToken& token) {
  return {{"id", std::to_string(token.id)},
          {"name", token.name},
          {"user_id", std::to_string(token.user_id)},
          {"user_login", token.user_login},
          {"scopes", token.scopes},
          {"prefix", token.prefix},
          {"created_at", FormatTime(token.created_at)},
          {"expires_at", FormatTime(token.expires_at)},
          {"last_used_at", TimeOrNull(token.last_used_at)}};
}

http::Response ListTokens(const Call& call) {
  const auto tokens = call.deps.callers.ListTokens(IsAdministrator(call) ? 0 : call.user.id);
  if (!tokens) return FromError(tokens.error());
  json items = json::array();
  for (const auto& token : *tokens) items.push_back(Present(token));
  return JsonResponse(200, {{"items", std::move(items)}});
}

std::vector<std::string> ReadScopes(Body& body) {
  std::vector<std::string> scopes;
  const json* list = body.Find("scopes");
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > 20) {
    body.Fail("scopes");
    return scopes;
  }
  for (const json& scope : *list) {
    if (scope.is_string() && governance::IsTokenScope(scope.get<std::string>())) {
      scopes.push_back(scope.get<std::string>());
    } else {
      body.Fail("scopes");
    }
  }
  return scopes;
}

/// The account that the token is for; a 4xx when it may not be.
struct Owner {
  std::uint64_t id = 0;
  std::optional<http::Response> problem;
};

Owner OwnerOf(const Call& call, std::optional<std::uint64_t> wanted) {
  if (!wanted || *wanted == call.user.id) return {call.user.id, std::nullopt};
  if (!IsAdministrator(call)) return {0, http::Problem(403, "auth.forbidden", {{"permission", "createToken"}})};
  const auto users = call.deps.users.List();
  if (!users) return {0, FromError(users.error())};
  for (const auto& user : *users) {
    if (user.id == *wanted) return {*wanted, std::nullopt};
  }
  return {0, http::Problem(404, "user.not_found")};
}

http::Response CreateToken(const Call& call) {
  Body body(call.request, {"name", "scopes", "expires_at", "user_id"});
  const auto name = body.Text("name", 1, 100, true);
  const auto scopes = ReadScopes(body);
  const auto expires = ParseTime(body.Text("expires_at", 1, 40, true).value_or(""));
  if (!expires) body.Fail("expires_at");
  const auto user_id = ReadId(body, "user_id");
  if (body.problem) return *body.problem;
  const auto owner = OwnerOf(call, user_id);
  if (owner.problem) return *owner.problem;
  if (auto refused = call.Record("token.create", std::to_string(owner.id), {{"scopes", scopes}})) return *refused;
  const auto made = call.deps.callers.CreateToken(owner.id, *name, scopes, *expires);
  if (!made && made.error().kind == ErrorKind::kInvalid) {
    return http::Problem(400, "request.invalid", {{"field", made.error().code.substr(6)}});
  }
  if (!made) return FromError(made.error());
  return JsonResponse(201, {{"token", Present(made->token)}, {"secret", made->secret}});
}

http::Response RevokeToken(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("token.revoke", std::to_string(id))) return *refused;
  const auto revoked = call.deps.callers.RevokeToken(id, IsAdministrator(call) ? 0 : call.user.id);
  if (!revoked) return FromError(revoked.error(), kNotFound);
  return http::Response::Empty(204);
}

}  // namespace

void AddTokenHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/tokens", "listTokens", ListTokens);
  gate.Add(http::Method::kPost, "/tokens", "createToken", CreateToken);
  gate.Add(http::Method::kDelete, "/tokens/{id:u64}", "revokeToken", RevokeToken);
}

}  // namespace custos::server::api
