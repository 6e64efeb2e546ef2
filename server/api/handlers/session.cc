// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/governance/access_policy.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using governance::SignedIn;
using governance::SignInFailure;
using nlohmann::json;

json Me(const Call& call, const storage::User& user) {
  return {{"user",
           {{"id", std::to_string(user.id)},
            {"login", user.login},
            {"display_name", user.display_name},
            {"role", ToString(user.role)},
            {"locale", user.locale},
            {"must_change_password", user.must_change_password}}},
          {"permissions", governance::PermissionsOf(user.role)},
          {"server",
           {{"version", call.deps.settings.version},
            {"demo", call.deps.settings.demo},
            {"archive_id", call.deps.settings.archive_id}}}};
}

http::Response TooManyAttempts(TimeMs retry_after_ms) {
  const std::string seconds = std::to_string((retry_after_ms + 999) / 1000);
  auto response = http::Problem(429, "auth.too_many_attempts", {{"retry_after_s", seconds}});
  response.SetHeader("Retry-After", seconds);
  return response;
}

http::Response Failed(const SignInFailure& failure) {
  switch (failure.kind) {
    case SignInFailure::Kind::kTooManyAttempts: return TooManyAttempts(failure.retry_after_ms);
    case SignInFailure::Kind::kUnavailable: return FromError({ErrorKind::kUnavailable, "auth.unavailable", ""});
    case SignInFailure::Kind::kBadCredentials: break;
  }
  return http::Problem(401, "auth.bad_credentials");
}

void SetCookie(const Call& call, const std::string& token, http::Response& response) {
  response.SetHeader("Set-Cookie", SessionCookie(IsHttps(call.deps, call.request), token));
}

http::Response CreateSession(const Call& call) {
  Body body(call.request, {"login", "password"});
  const auto login = body.Text("login", 1, 100, true);
  const auto password = body.Text("password", 1, 200, true);
  if (body.problem) return *body.problem;
  auto outcome = call.deps.sessions.SignIn(*login, *password, call.request.peer);
  Call known = call;
  known.user.login = *login;
  if (const auto* failure = std::get_if<SignInFailure>(&outcome)) {
    if (auto refused = known.Record("session.refuse", *login)) return *refused;
    return Failed(*failure);
  }
  const auto& signed_in = std::get<SignedIn>(outcome);
  known.user = signed_in.user;
  if (auto refused = known.Record("session.create", std::to_string(signed_in.user.id))) return *refused;
  auto response = JsonResponse(200, Me(call, signed_in.user));
  SetCookie(call, signed_in.token, response);
  return response;
}

http::Response GetSession(const Call& call) { return JsonResponse(200, Me(call, call.user)); }

http::Response DeleteSession(const Call& call) {
  if (auto refused = call.Record("session.delete", std::to_string(call.user.id))) return *refused;
  if (auto status = call.deps.sessions.SignOut(call.token); !status) return FromError(status.error());
  call.deps.callers.Forget();
  auto response = http::Response::Empty(204);
  SetCookie(call, "", response);
  return response;
}

http::Response SetPreferences(const Call& call) {
  Body body(call.request, {"locale"});
  const auto locale = body.Text("locale", 1, 10, false);
  if (locale && *locale != "zh-CN" && *locale != "en") body.Fail("locale");
  if (body.problem) return *body.problem;
  if (!locale) return GetSession(call);
  auto changed = call.deps.users.SetLocale(call.user, *locale);
  if (!changed) return FromError(changed.error());
  return JsonResponse(200, Me(call, *changed));
}

http::Response ChangePassword(const Call& call) {
  Body body(call.request, {"old_password", "new_password"});
  const auto old_password = body.Text("old_password", 0, 200, true);
  const auto new_password = body.Text("new_password", 0, 200, true);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("session.password", std::to_string(call.user.id))) return *refused;
  auto changed = call.deps.sessions.ChangePassword(call.user, *old_password, *new_password, call.request.peer);
  if (!changed) {
    const Error& error = changed.error();
    if (error.code == "auth.too_many_attempts") return TooManyAttempts(60'000);
    if (error.kind == ErrorKind::kDenied) return http::Problem(403, error.code);
    if (error.kind == ErrorKind::kInvalid) return http::Problem(400, error.code, {{"field", "new_password"}});
    return FromError(error);
  }
  call.deps.callers.Forget();
  auto response = http::Response::Empty(204);
  SetCookie(call, changed->token, response);
  return response;
}

}  // namespace

void AddSessionHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/session", "createSession", CreateSession);
  gate.Add(http::Method::kGet, "/session", "getSession", GetSession);
  gate.Add(http::Method::kDelete, "/session", "deleteSession", DeleteSession);
  gate.Add(http::Method::kPatch, "/session", "setPreferences", SetPreferences);
  gate.Add(http::Method::kPost, "/session/password", "changePassword", ChangePassword);
}

}  // namespace custos::server::api
