// SPDX-License-Identifier: Apache-2.0
#include "server/machine/gateway_routes.h"

#include <optional>

#include "core/digest.h"
#include "server/http/problem.h"

namespace custos::server::machine {
namespace {

constexpr std::size_t kBodyLimit = std::size_t{1} << 20;

std::optional<std::string> Credentials(const http::Request& request) {
  constexpr std::string_view kBasic = "Basic ";
  const std::string* const header = request.FindHeader("authorization");
  if (header == nullptr || !header->starts_with(kBasic)) return std::nullopt;
  return Base64Decode(header->substr(kBasic.size()));
}

http::Response Take(GatewayDoor& door, const http::Request& request, const std::string& name, const char* kind) {
  const std::optional<std::string> credentials = Credentials(request);
  if (!credentials || !door.MayCall(name, *credentials)) {
    http::Response refused = http::Problem(401, "auth.required");
    refused.SetHeader("WWW-Authenticate", "Basic realm=\"custos\"");
    return refused;
  }
  const std::size_t mark = request.target.find('?');
  const std::string* const type = request.FindHeader("content-type");
  const Result<IntakeReceipt> receipt =
      door.Take(name, {.kind = kind,
                       .query = mark == std::string::npos ? std::string() : request.target.substr(mark + 1),
                       .content_type = type == nullptr ? std::string() : *type,
                       .body = request.body});
  if (receipt) return http::Response::Text(200, "");
  http::Response later = http::Problem(503, "server.unavailable", {{"reason", receipt.error().code}});
  later.SetHeader("Retry-After", "2");
  return later;
}

}  // namespace

void AddGatewayRoutes(GatewayDoor& door, http::Router& router) {
  router.Add({http::Method::kPost, "/callback/kannel/{name:word}/mo", "takeGatewayText",
              [&door](const http::Request& request, const http::PathParams& path) {
                return Take(door, request, path.Text("name"), "mo");
              },
              kBodyLimit});
  router.Add({http::Method::kGet, "/callback/kannel/{name:word}/dlr", "takeGatewayReport",
              [&door](const http::Request& request, const http::PathParams& path) {
                return Take(door, request, path.Text("name"), "dlr");
              },
              kBodyLimit});
}

}  // namespace custos::server::machine
