// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace custos::app {

/// What a figure was measured on: processors, their name, memory, kernel, compiler.
nlohmann::json MachineFacts();

}  // namespace custos::app
