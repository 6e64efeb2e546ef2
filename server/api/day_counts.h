// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::server::api {

struct Call;

/// What the caller wrote and finished on a day of the company's clock, and what he left open of it, as DeskDay of
/// openapi.yaml.
Result<nlohmann::json> DeskDayOf(const Call& call, std::int64_t day);

/// That, with the activity of his own work accounts on the day; null for whoever has none. DayCounts of openapi.yaml.
Result<nlohmann::json> DayCountsOf(const Call& call, std::int64_t day);

}  // namespace custos::server::api
