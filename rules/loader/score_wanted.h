// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos::rules {

/// What a rule asks of the score.
struct ScoreWanted {
  std::string kind;        ///< a class of the model, or "any"
  std::int32_t limit = 0;  ///< risk in thousandths
  bool below = false;      ///< wanted is less than the limit, not at least as much
};

/// "kickback", "kickback>1.5" or "any<-1" (log odds); nullopt for anything else.
std::optional<ScoreWanted> ParseScore(std::string_view text);

}  // namespace custos::rules
