// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/result.h"
#include "server/app/bench/asking.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// First pages and counts of segments from common to rare, and how long the rules need for everybody.
Result<nlohmann::json> MeasureSegments(storage::PostgresStorage& storage, std::size_t rounds, Asking& asking);

}  // namespace custos::app
