// SPDX-License-Identifier: Apache-2.0
#include "server/api/gate.h"

#include <algorithm>
#include <stdexcept>

#include "server/governance/access_policy.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

bool Changes(http::Method method) { return method != http::Method::kGet && method != http::Method::kHead; }

}  // namespace

std::string SessionCookieName(bool https) { return https ? "__Host-custos_session" : "custos_session"; }

bool IsHttps(const ApiDependencies& deps, const http::Request& request) { return deps.settings.https || request.https; }

std::string SessionCookie(bool https, const std::string& token) {
  std::string cookie = SessionCookieName(https) + "=" + token + "; Path=/; HttpOnly; SameSite=Lax";
  if (https) cookie += "; Secure";
  return cookie + (token.empty() ? "; Max-Age=0" : "; Max-Age=604800");
}

bool IsOwnPage(const http::Request& request, bool https) {
  const auto* csrf = request.FindHeader("x-custos-csrf");
  if (csrf == nullptr || *csrf != "1") return false;
  const auto* site = request.FindHeader("sec-fetch-site");
  if (site != nullptr && *site == "cross-site") return false;
  const auto* origin = request.FindHeader("origin");
  if (origin == nullptr) return true;
  const auto colon = origin->find("://");
  if (colon == std::string::npos) return false;
  const std::string scheme = origin->substr(0, colon);
  const bool scheme_fits = scheme == "https" || (scheme == "http" && !https);
  return scheme_fits && http::EqualsIgnoreCase(origin->substr(colon + 3), request.host);
}

namespace {

constexpr std::string_view kBearer = "Bearer ";

/// The secret of an API token; empty when the request brings none.
std::string BearerOf(const http::Request& request) {
  const auto* header = request.FindHeader("authorization");
  if (header == nullptr || !header->starts_with(kBearer)) return {};
  return header->substr(kBearer.size());
}

/// An operation that is open to API tokens, for programs that ask often: who asks is remembered for seconds.
http::Response PassQuickly(const ApiDependencies& deps, const governance::AccessRule& rule, const Handler& handler,
                           const http::Request& request, const http::PathParams& params) {
  const bool https = IsHttps(deps, request);
  const std::string secret = BearerOf(request);
  Call call{deps, request, params, {}, {}, {}};
  if (secret.empty()) call.token = request.Cookie(SessionCookieName(https)).value_or("");
  auto found = secret.empty() ? deps.callers.BySession(call.token) : deps.callers.ByToken(secret);
  if (!found) return FromError(found.error());
  if (*found == nullptr) return http::Problem(401, "auth.required");
  const governance::Caller& caller = **found;
  if (!caller.by_token && !IsOwnPage(request, https)) return http::Problem(403, "auth.csrf");
  if (caller.user.must_change_password && !rule.before_password_change) {
    return http::Problem(403, "auth.password_change_required");
  }
  const auto& scopes = caller.token_scopes;
  const bool in_scope = !caller.by_token || std::find(scopes.begin(), scopes.end(), rule.token_scope) != scopes.end();
  if (!in_scope || !governance::MayCall(rule, caller.user.role)) {
    return http::Problem(403, "auth.forbidden", {{"permission", std::string(rule.operation)}});
  }
  call.user = caller.user;
  call.scope = governance::EffectiveScope(call.user);
  return handler(call);
}

/// What comes before every handler.
http::Response Pass(const ApiDependencies& deps, const std::string& operation, const Handler& handler,
                    const http::Request& request, const http::PathParams& params) {
  const auto& rule = *governance::FindAccessRule(operation);
  if (!rule.token_scope.empty()) return PassQuickly(deps, rule, handler, request, params);
  const bool https = IsHttps(deps, request);
  Call call{deps, request, params, {}, {}, {}};
  if (!rule.signed_out) {
    call.token = request.Cookie(SessionCookieName(https)).value_or("");
    auto found = deps.sessions.Find(call.token);
    if (!found) return FromError(found.error());
    if (!found->has_value()) return http::Problem(401, "auth.required");
    call.user = std::move(**found);
    call.scope = governance::EffectiveScope(call.user);
  }
  if (Changes(request.method) && !IsOwnPage(request, https)) return http::Problem(403, "auth.csrf");
  if (!rule.signed_out) {
    if (call.user.must_change_password && !rule.before_password_change) {
      return http::Problem(403, "auth.password_change_required");
    }
    if (!governance::MayCall(rule, call.user.role)) {
      return http::Problem(403, "auth.forbidden", {{"permission", operation}});
    }
  }
  return handler(call);
}

}  // namespace

void Gate::Add(http::Method method, const std::string& path, const std::string& operation, Handler handler,
               std::size_t body_limit) {
  if (governance::FindAccessRule(operation) == nullptr) throw std::logic_error("no access rule for " + operation);
  router_.Add({method, "/api/v1" + path, operation,
               [&deps = deps_, operation, handler = std::move(handler)](const http::Request& request,
                                                                        const http::PathParams& params) {
                 return Pass(deps, operation, handler, request, params);
               },
               Changes(method) ? body_limit : std::size_t{0}});
}

}  // namespace custos::server::api
