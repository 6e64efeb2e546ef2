// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/activity_store.h"

namespace custos::server::api {

/// Activity as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::ActivityCounts& counts);
nlohmann::json Present(const storage::ActivityRow& row);
nlohmann::json Present(const storage::OpenQuestion& question, TimeMs now);

}  // namespace custos::server::api
