// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "connectors/wecom/intercept_rule.h"

namespace custos::wecom {

/// What one of our own rules wants the platform to stop.
struct InterceptWish {
  std::string origin;       ///< id of the rule that wants it, for people
  std::uint8_t weight = 0;  ///< when not everything has room, the greater ones come first
  bool block = true;
  std::vector<std::string> words;
  std::vector<std::uint8_t> semantics;
  InterceptRange range;
};

/// Something that cannot stand on the platform, and why: "intercept.word" (its shape), "intercept.no_range" (nobody to
/// look at), "intercept.no_word" (the platform takes no rule that only has semantics), "intercept.full" (no room
/// within its limits), or the platform's own "wecom.errcode_N".
struct UnfitWord {
  std::string word;  ///< empty for semantics
  std::string origin;
  std::string reason;

  auto operator<=>(const UnfitWord&) const = default;
};

struct InterceptPlan {
  std::vector<InterceptRule> rules;   ///< all of ours as they are to stand; those without an id are to be added
  std::vector<std::string> removals;  ///< ids of ours that are not needed any more
  std::vector<UnfitWord> unfit;       ///< sorted
};

/// The fewest rules that hold what is wished, within every limit of the platform, made from `ours` (what stands there)
/// by touching as few of them as possible: a word stays in the rule where it is, a new one goes where something changes
/// anyway or where there is most room. `others` is how many rules of somebody else stand there: they count and are left
/// alone. A word that is wished blocked and warned of for the same people is blocked. When there is no room for all,
/// block goes before warn, then weight, then ranges with departments, which reach more people than users.
InterceptPlan PlanIntercepts(const std::vector<InterceptWish>& wishes, const std::vector<InterceptRule>& ours,
                             std::size_t others);

}  // namespace custos::wecom
