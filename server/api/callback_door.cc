// SPDX-License-Identifier: Apache-2.0
#include "server/api/callback_door.h"

#include <utility>

#include "server/http/problem.h"

namespace custos::server::api {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string QueryOf(const http::Request& request, std::string_view name) {
  const std::string* value = request.FindQuery(name);
  return value != nullptr ? *value : std::string();
}

http::Response Answer(CallbackDoor& door, const std::string& company, const http::Request& request, bool verifies) {
  PlatformAnswer answer = door.Answer({.company = company,
                                       .signature = QueryOf(request, "msg_signature"),
                                       .timestamp = QueryOf(request, "timestamp"),
                                       .nonce = QueryOf(request, "nonce"),
                                       .echo = QueryOf(request, "echostr"),
                                       .body = request.body,
                                       .verifies = verifies});
  if (answer.status != 200) return http::Problem(answer.status, answer.code);
  return http::Response::Text(200, std::move(answer.body));
}

}  // namespace

void AddCallbackRoutes(CallbackDoor& door, const std::vector<std::string>& companies, http::Router& router) {
  for (const std::string& company : companies) {
    const std::string path = "/callback/wecom/" + company;
    router.Add({http::Method::kGet, path, "verifyWecomCallback",
                [&door, company](const http::Request& request, const http::PathParams&) {
                  return Answer(door, company, request, true);
                },
                0});
    router.Add({http::Method::kPost, path, "receiveWecomCallback",
                [&door, company](const http::Request& request, const http::PathParams&) {
                  return Answer(door, company, request, false);
                },
                kMostBytes});
  }
}

}  // namespace custos::server::api
