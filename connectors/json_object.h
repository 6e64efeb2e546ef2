// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace custos {

/// The JSON object that `text` is: strict JSON in valid UTF-8, at most 32 levels deep. nullopt for anything else.
std::optional<nlohmann::json> ParseJsonObject(std::string_view text);

/// Writes JSON on one line. Never fails.
std::string JsonText(const nlohmann::json& value);

/// Milliseconds of an RFC 3339 time with a zone, fractions cut to milliseconds; years 1970 to 9999. nullopt otherwise.
std::optional<TimeMs> ParseRfc3339(std::string_view text);

/// The piece of a JSON Pointer (RFC 6901) that names this member.
std::string PointerPiece(std::string_view member);

}  // namespace custos
