// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/api/api.h"

namespace custos::server::api {

/// One call of an operation by somebody who may make it. Lives as long as the request.
struct Call {
  const ApiDependencies& deps;
  const http::Request& request;
  const http::PathParams& path;
  storage::User user;    ///< id 0 for operations without a session
  storage::Scope scope;  ///< what this person may see
  std::string token;     ///< of the session cookie; empty without a session

  /// Writes the audit entry that goes before content. The response to send instead when it could not be written.
  std::optional<http::Response> Record(const std::string& action, const std::string& target,
                                       const nlohmann::json& detail) const;
  std::optional<http::Response> Record(const std::string& action, const std::string& target) const;
};

/// The response for a failure from below. `not_found_code` names what was asked for ("alert.not_found").
http::Response FromError(const Error& error, const std::string& not_found_code = "request.not_found");

http::Response JsonResponse(int status, const nlohmann::json& value);

/// The body as a JSON object with no members but `allowed`; otherwise `problem` holds the 400.
struct Body {
  explicit Body(const http::Request& request, std::vector<std::string> allowed);

  /// Text of a member with a number of characters in [min, max]; nullopt and a problem when it does not fit. An absent
  /// member is nullopt, and a problem only when required.
  std::optional<std::string> Text(const std::string& name, std::size_t min, std::size_t max, bool required);
  std::optional<bool> Flag(const std::string& name);
  void Fail(const std::string& name);
  const nlohmann::json* Find(const std::string& name) const;

  std::shared_ptr<nlohmann::json> value;
  std::optional<http::Response> problem;
};

}  // namespace custos::server::api
