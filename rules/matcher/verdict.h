// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rules/matcher/position_matcher.h"
#include "rules/matcher/program.h"
#include "rules/matcher/text_views.h"

namespace custos::rules {

struct Case;

/// Whether patterns are in a message, without saying where. Reused from message to message by one thread.
class Presence {
 public:
  void Reset(const Program& program, TextViews* views);

  /// nullopt when only RE2 can say.
  std::optional<bool> Of(const CompiledPattern& pattern, std::size_t view) { return Of(pattern.root, view); }
  std::optional<bool> Of(std::uint32_t root, std::size_t view);

 private:
  struct Slot {
    PositionMatcher matcher;
    std::uint32_t made = 0;  // for which message
  };
  const Program* program_ = nullptr;
  TextViews* views_ = nullptr;
  std::vector<Slot> slots_;
  std::uint32_t now_ = 0;
};

enum class Verdict { kNo, kMaybe, kYes };

/// Whether a rule fires, told without looking for places: nearly every rule that is woken ends here. kMaybe when the
/// places decide (an allowed phrase may cover them) or a pattern is beyond the position matcher.
Verdict QuickVerdict(const CompiledRule& rule, const Case& subject);

}  // namespace custos::rules
