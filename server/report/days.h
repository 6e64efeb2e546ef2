// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace custos::server::report {

/// Days of the company's zone, counted from 1970-01-01.

std::int64_t DayAt(TimeMs at, std::int32_t zone_minutes);
/// When a day begins.
TimeMs StartOf(std::int64_t day, std::int32_t zone_minutes);
std::string DayName(std::int64_t day);  ///< 2026-11-22
/// nullopt unless it is a date as DayName writes it, from 1970 on.
std::optional<std::int64_t> ParseDay(std::string_view name);

}  // namespace custos::server::report
