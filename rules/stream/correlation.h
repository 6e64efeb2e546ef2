// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "rules/rule.h"

namespace custos::rules {

/// What a correlation looks for among the signals of one group within its timespan.
enum class CorrelationType : std::uint8_t {
  kEventCount,       ///< so many messages
  kValueCount,       ///< so many different values of a field
  kTemporal,         ///< every rule, in any order
  kTemporalOrdered,  ///< every rule, one after the other
  kAbsence,          ///< the first rule and then not the second
};

enum class CountComparison : std::uint8_t { kAtLeast, kMore, kExactly };

/// A rule over several messages, as judged. Plain data.
struct Correlation {
  std::size_t rule = 0;  ///< its index in RuleSet::rules()
  CorrelationType type = CorrelationType::kEventCount;
  std::vector<std::string> rules;  ///< ids of the rules whose hits count, at most kMaxCorrelatedRules
  std::vector<GroupKey> by;        ///< hits with all of these equal are counted together; one without a value is not
  TimeMs timespan_ms = 0;
  CountComparison comparison = CountComparison::kAtLeast;
  std::size_t count = 1;
  GroupKey field = GroupKey::kCustomer;  ///< of value_count
};

inline constexpr std::size_t kMaxCorrelatedRules = 32;
inline constexpr std::size_t kMaxCorrelatedCount = 500;
inline constexpr TimeMs kMaxTimespanMs = 31LL * 24 * 3600 * 1000;

/// A message that arrives so much later than the newest of all is counted by no correlation: as long as the WeCom
/// archive keeps messages for fetching.
inline constexpr TimeMs kMaxLatenessMs = 5LL * 24 * 3600 * 1000;

}  // namespace custos::rules
