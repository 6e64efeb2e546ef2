// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/follow_up_store.h"
#include "storage/script_store.h"

namespace custos::server::api {

/// Notes and scripts as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::CustomerNote& note);
nlohmann::json Present(const storage::FollowUp& follow_up);
nlohmann::json Present(const storage::ScriptFolder& folder);
nlohmann::json Present(const storage::Script& script);
nlohmann::json Present(const storage::ScriptState& state);

}  // namespace custos::server::api
