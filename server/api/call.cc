// SPDX-License-Identifier: Apache-2.0
#include "server/api/call.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/log.h"
#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

std::size_t CountCharacters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

http::Response Unavailable() {
  auto response = http::Problem(503, "server.unavailable");
  response.SetHeader("Retry-After", "1");
  return response;
}

}  // namespace

std::optional<http::Response> Call::Record(const std::string& action, const std::string& target,
                                           const json& detail) const {
  const governance::Actor actor{user.id, user.login, request.peer, request.id};
  const auto status = deps.audit.Record(actor, action, target, ToText(detail));
  if (status) return std::nullopt;
  Log(LogLevel::kError, "audit entry not written", {{"code", status.error().code}, {"request_id", request.id}});
  return Unavailable();
}

std::optional<http::Response> Call::Record(const std::string& action, const std::string& target) const {
  return Record(action, target, json::object());
}

http::Response FromError(const Error& error, const std::string& not_found_code) {
  switch (error.kind) {
    case ErrorKind::kInvalid: return http::Problem(400, "request.invalid", {{"reason", error.code}});
    case ErrorKind::kNotFound: return http::Problem(404, not_found_code);
    case ErrorKind::kConflict: return http::Problem(409, error.code);
    case ErrorKind::kDenied: return http::Problem(403, "auth.forbidden");
    case ErrorKind::kUnavailable: return Unavailable();
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal: break;
  }
  Log(LogLevel::kError, "request failed", {{"code", error.code}, {"reason", error.message}});
  return http::Problem(500, "server.internal", {{"reason", error.code}});
}

http::Response JsonResponse(int status, const json& value) { return http::Response::Json(status, ToText(value)); }

Body::Body(const http::Request& request, std::vector<std::string> allowed) {
  const auto* type = request.FindHeader("content-type");
  auto parsed = type != nullptr && type->starts_with("application/json") ? ParseObject(request.body) : std::nullopt;
  value = std::make_shared<json>(parsed ? std::move(*parsed) : json::object());
  if (!parsed) {
    problem = http::Problem(400, "request.invalid", {{"field", "body"}});
    return;
  }
  for (const auto& [name, member] : value->items()) {
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) Fail(name);
  }
}

void Body::Fail(const std::string& name) {
  if (!problem) problem = http::Problem(400, "request.invalid", {{"field", name}});
}

const json* Body::Find(const std::string& name) const {
  const auto it = value->find(name);
  return it == value->end() ? nullptr : &*it;
}

std::optional<std::string> Body::Text(const std::string& name, std::size_t min, std::size_t max, bool required) {
  const json* member = Find(name);
  if (member == nullptr) {
    if (required) Fail(name);
    return std::nullopt;
  }
  if (!member->is_string()) {
    Fail(name);
    return std::nullopt;
  }
  auto text = member->get<std::string>();
  const auto length = CountCharacters(text);
  if (length < min || length > max || text.find('\0') != std::string::npos) {
    Fail(name);
    return std::nullopt;
  }
  return text;
}

std::optional<bool> Body::Flag(const std::string& name) {
  const json* member = Find(name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_boolean()) {
    Fail(name);
    return std::nullopt;
  }
  return member->get<bool>();
}

}  // namespace custos::server::api
