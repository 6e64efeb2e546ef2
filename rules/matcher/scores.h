// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "rules/matcher/program.h"
#include "rules/matcher/text_views.h"

namespace custos::rules {

/// The score of one message, by the text it looks at; made when first asked for. Reused from message to message by one
/// thread.
class Scores {
 public:
  void Reset(const Program& program, TextViews* views, Role role);

  const Score& Of(std::size_t view);
  /// The places of the folded text that raised the score most.
  const std::vector<Feature>& Reasons(std::size_t view);

 private:
  struct Slot {
    ScoredText text;
    Score score;
    std::vector<Feature> reasons;
    bool have_score = false, have_reasons = false;
  };
  const Program* program_ = nullptr;
  TextViews* views_ = nullptr;
  Role role_ = Role::kUnknown;
  std::vector<Slot> slots_;
};

}  // namespace custos::rules
