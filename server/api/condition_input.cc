// SPDX-License-Identifier: Apache-2.0
#include "server/api/condition_input.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

constexpr std::size_t kLongestPath = 200;

/// What stands before the colon.
std::string PathIn(const std::string& message) { return message.substr(0, std::min(message.find(':'), kLongestPath)); }

}  // namespace

storage::CustomerCondition ConditionIn(const nlohmann::json* given, const std::string& path,
                                       std::optional<http::Response>& problem) {
  if (problem) return {};
  if (given == nullptr) {
    problem = http::Problem(400, "request.invalid", {{"field", path}});
    return {};
  }
  Result<storage::CustomerCondition> condition = storage::ParseCondition(ToText(*given));
  if (condition) return std::move(condition).value();
  const std::string member = PathIn(condition.error().message);
  problem = http::Problem(
      400, "request.invalid",
      {{"field", member == "the condition" ? path : path + "." + member}, {"reason", condition.error().code}});
  return {};
}

http::Response RefusedMember(const Error& error) {
  return http::Problem(400, "request.invalid", {{"field", PathIn(error.message)}, {"reason", error.code}});
}

}  // namespace custos::server::api
