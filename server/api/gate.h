// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "server/api/call.h"
#include "server/http/router.h"

namespace custos::server::api {

using Handler = std::function<http::Response(const Call&)>;

/// The only way an operation gets into the router: session, forged-request check, password change and access policy
/// come before every handler. An operation that the policy does not know cannot be added (std::logic_error).
class Gate {
 public:
  Gate(const ApiDependencies& deps, http::Router& router) : deps_(deps), router_(router) {}

  /// `path` is below /api/v1; `body_limit` holds for methods that bring a body.
  void Add(http::Method method, const std::string& path, const std::string& operation, Handler handler,
           std::size_t body_limit = std::size_t{1} << 20);

 private:
  const ApiDependencies& deps_;  // outlives the router, and so every handler
  http::Router& router_;
};

/// Name of the session cookie; a browser accepts the longer one from https only.
std::string SessionCookieName(bool https);
/// Whether the browser reached us by https.
bool IsHttps(const ApiDependencies& deps, const http::Request& request);
/// `Set-Cookie` that stores the token, or clears it when empty.
std::string SessionCookie(bool https, const std::string& token);

/// True when a request that changes something comes from our own page: the custom header is there and Origin, where
/// sent, is ours.
bool IsOwnPage(const http::Request& request, bool https);

}  // namespace custos::server::api
