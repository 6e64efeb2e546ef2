// SPDX-License-Identifier: Apache-2.0
#include "server/http/problem.h"

#include <nlohmann/json.hpp>

namespace custos::server::http {
namespace {

constexpr std::string_view kType = "application/problem+json";

std::string Dump(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Response Problem(int status, const std::string& code, const ProblemParams& params, const std::string& detail) {
  nlohmann::json values = nlohmann::json::object();
  for (const auto& [name, value] : params) values[name] = value;
  Response response;
  response.status = status;
  response.SetHeader("Content-Type", std::string(kType));
  response.SetHeader("Cache-Control", "no-store");
  response.body = Dump({{"type", "urn:custos:problem:" + code},
                        {"title", std::string(ReasonPhrase(status))},
                        {"status", status},
                        {"detail", detail},
                        {"code", code},
                        {"params", std::move(values)},
                        {"request_id", ""}});
  return response;
}

void StampRequestId(const std::string& request_id, Response& response) {
  const auto* type = response.FindHeader("content-type");
  if (type == nullptr || *type != kType) return;
  auto body = nlohmann::json::parse(response.body, nullptr, false);
  if (!body.is_object()) return;
  body["request_id"] = request_id;
  response.body = Dump(body);
}

}  // namespace custos::server::http
