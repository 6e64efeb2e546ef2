// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "rules/loader/node.h"

namespace custos::rules {

/// The part of JSON Schema 2020-12 that our schemas use, for the tests. A keyword it does not know is a fault, so that
/// nothing in a schema goes unchecked. A scalar of YAML is a string, and a number or a truth value when it reads as
/// one. Returns nullopt when the value fits, else where and why not.
std::optional<std::string> CheckSchema(const nlohmann::json& root, const nlohmann::json& schema, const Node& value);

}  // namespace custos::rules
