// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos::rules {

/// What a rule asks of the score.
struct ScoreWanted {
  std::string kind;      ///< a class of the model, or "any"
  std::int32_t min = 0;  ///< least risk in thousandths
};

/// "kickback" or "kickback>1.5" (log odds; may be negative); nullopt for anything else.
std::optional<ScoreWanted> ParseScore(std::string_view text);

}  // namespace custos::rules
