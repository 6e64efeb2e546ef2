// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/result.h"
#include "server/http/response.h"
#include "storage/customer_condition.h"

namespace custos::server::api {

/// A condition from outside. When it does not fit, `problem` becomes the 400 whose field is `path` and, within the
/// condition, the path of the member.
storage::CustomerCondition ConditionIn(const nlohmann::json* given, const std::string& path,
                                       std::optional<http::Response>& problem);

/// The 400 for a list that was refused by the path of a member (`items[2].value: …`).
http::Response RefusedMember(const Error& error);

}  // namespace custos::server::api
