// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/clock.h"

namespace custos::server::api {

/// As JSON text; broken UTF-8 is replaced, never thrown.
std::string ToText(const nlohmann::json& value);

/// A JSON object from outside; nullopt when it is not one, or nested deeper than 32.
std::optional<nlohmann::json> ParseObject(const std::string& text);

/// RFC 3339 in UTC with milliseconds.
std::string FormatTime(TimeMs time);
/// RFC 3339 with `Z` or an offset; nullopt for anything else.
std::optional<TimeMs> ParseTime(const std::string& text);

/// null for 0, which stands for "never".
nlohmann::json TimeOrNull(TimeMs time);
/// null for an empty text.
nlohmann::json TextOrNull(const std::string& text);

}  // namespace custos::server::api
