// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/present.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::Scope;

constexpr std::size_t kMaxScopeItems = 200;
constexpr std::size_t kMaxText = 200;

/// Text of a member, nullopt when it is no text or does not fit.
std::optional<std::string> Member(const json& object, const std::string& name) {
  const auto it = object.find(name);
  if (it == object.end() || !it->is_string()) return std::nullopt;
  auto text = it->get<std::string>();
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  return text;
}

bool ReadDepartments(const json& list, Scope& scope) {
  if (!list.is_array() || list.size() > kMaxScopeItems) return false;
  for (const auto& item : list) {
    const auto source = item.is_object() ? Member(item, "source") : std::nullopt;
    const auto id = source ? Member(item, "id") : std::nullopt;
    if (!id) return false;
    std::int64_t number = 0;
    const auto end = id->data() + id->size();
    const auto parsed = std::from_chars(id->data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) return false;
    scope.departments.push_back({*source, number});
  }
  return true;
}

bool ReadEmployees(const json& list, Scope& scope) {
  if (!list.is_array() || list.size() > kMaxScopeItems) return false;
  for (const auto& item : list) {
    const auto source = item.is_object() ? Member(item, "source") : std::nullopt;
    const auto id = source ? Member(item, "id") : std::nullopt;
    if (!id) return false;
    scope.employees.push_back({*source, *id});
  }
  return true;
}

/// Lists that do not belong to the kind are read, so that they are well-formed, and dropped.
std::optional<Scope> ReadScope(Body& body, bool required) {
  const json* value = body.Find("scope");
  if (value == nullptr && !required) return std::nullopt;
  if (value == nullptr || !value->is_object()) {
    body.Fail("scope");
    return std::nullopt;
  }
  Scope scope;
  const auto kind = Member(*value, "kind").value_or("");
  if (kind == "all") scope.kind = Scope::Kind::kAll;
  if (kind == "departments") scope.kind = Scope::Kind::kDepartments;
  if (kind == "own") scope.kind = Scope::Kind::kOwn;
  const bool read = scope.kind != Scope::Kind::kNothing &&
                    ReadDepartments(value->value("departments", json::array()), scope) &&
                    ReadEmployees(value->value("employees", json::array()), scope);
  if (!read) {
    body.Fail("scope");
    return std::nullopt;
  }
  if (scope.kind != Scope::Kind::kDepartments) scope.departments.clear();
  if (scope.kind != Scope::Kind::kOwn) scope.employees.clear();
  return scope;
}

std::optional<storage::UserRole> ReadRole(Body& body, bool required) {
  const auto name = body.Text("role", 1, 40, required);
  if (!name) return std::nullopt;
  const auto role = storage::ParseUserRole(*name);
  if (!role) body.Fail("role");
  return role;
}

http::Response Failed(const Error& error) {
  if (error.kind != ErrorKind::kInvalid) return FromError(error, "user.not_found");
  const auto dot = error.code.find('.');
  return http::Problem(400, "request.invalid", {{"field", error.code.substr(dot + 1)}});
}

json PresentWithPassword(const governance::UserAndPassword& made) {
  json body{{"user", Present(made.user)}};
  if (made.one_time_password) body["one_time_password"] = *made.one_time_password;
  return body;
}

http::Response ListUsers(const Call& call) {
  const auto users = call.deps.users.List();
  if (!users) return FromError(users.error());
  return JsonResponse(200, {{"items", PresentAll(*users)}});
}

http::Response CreateUser(const Call& call) {
  Body body(call.request, {"login", "display_name", "role", "scope"});
  const auto login = body.Text("login", 1, 64, true);
  const auto display_name = body.Text("display_name", 1, 100, true);
  const auto role = ReadRole(body, true);
  const auto scope = ReadScope(body, true);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("user.create", *login, {{"role", ToString(*role)}})) return *refused;
  const auto made = call.deps.users.Create({*login, *display_name, *role, *scope});
  if (!made) return Failed(made.error());
  return JsonResponse(201, PresentWithPassword(*made));
}

http::Response UpdateUser(const Call& call) {
  const auto id = call.path.U64("id");
  Body body(call.request, {"display_name", "role", "scope", "disabled", "reset_password"});
  governance::UserChange change;
  change.display_name = body.Text("display_name", 1, 100, false);
  change.role = ReadRole(body, false);
  change.scope = ReadScope(body, false);
  change.disabled = body.Flag("disabled");
  change.reset_password = body.Flag("reset_password").value_or(false);
  if (body.problem) return *body.problem;
  json fields = json::array();
  for (const auto& [name, value] : body.value->items()) fields.push_back(name);
  if (auto refused = call.Record("user.update", std::to_string(id), {{"fields", fields}})) return *refused;
  const auto made = call.deps.users.Update(call.user.id, id, change);
  if (!made) return Failed(made.error());
  call.deps.callers.Forget();
  return JsonResponse(200, PresentWithPassword(*made));
}

}  // namespace

void AddUserHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/users", "listUsers", ListUsers);
  gate.Add(http::Method::kPost, "/users", "createUser", CreateUser);
  gate.Add(http::Method::kPatch, "/users/{id:u64}", "updateUser", UpdateUser);
}

}  // namespace custos::server::api
