// SPDX-License-Identifier: Apache-2.0
#include "server/machine/sender.h"

#include <string_view>

#include "core/log.h"
#include "server/http/problem.h"

namespace custos::server::machine {

std::string Sender::Owner() const {
  switch (kind) {
    case Kind::kUser: return "user:" + id;
    case Kind::kDevice: return "device:" + id;
    case Kind::kSource: return "source:" + id;
  }
  return id;
}

std::string BearerOf(const http::Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const auto* header = request.FindHeader("authorization");
  if (header == nullptr || !header->starts_with(kBearer)) return {};
  return header->substr(kBearer.size());
}

http::Response FromError(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid: return http::Problem(400, error.code);
    case ErrorKind::kNotFound: return http::Problem(404, error.code);
    case ErrorKind::kConflict: return http::Problem(409, error.code);
    case ErrorKind::kDenied: return http::Problem(403, error.code);
    case ErrorKind::kUnavailable: {
      auto response = http::Problem(503, "server.unavailable", {{"reason", error.code}});
      response.SetHeader("Retry-After", "1");
      return response;
    }
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal: break;
  }
  Log(LogLevel::kError, "a request of a program failed", {{"code", error.code}});
  return http::Problem(500, "server.internal");
}

}  // namespace custos::server::machine
