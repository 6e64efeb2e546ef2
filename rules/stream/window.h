// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/signal.h"
#include "rules/stream/correlation.h"

namespace custos::rules {

/// A message that hit rules of a correlation.
struct GroupEvent {
  TimeMs at = 0;
  std::uint64_t order = 0;  ///< of arrival, for equal times
  std::uint32_t rules = 0;  ///< bit per position in Correlation::rules
  std::shared_ptr<const Signal> signal;
};

/// The newest messages of one group, ascending by time: bounded, whatever arrives.
using GroupEvents = std::vector<GroupEvent>;

inline constexpr std::size_t kMaxGroupEvents = 1000;

/// Puts an event into its place and returns its index; a further rule on the same message joins its event.
std::size_t Insert(GroupEvent event, GroupEvents* events);

/// Whether the correlation holds for the timespan that ends with event i, for every i. `without`: leaves that one out.
std::vector<bool> HoldsAt(const Correlation& correlation, const GroupEvents& events, std::size_t without);
inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// The events that make the correlation hold at `last`, ascending.
std::vector<std::size_t> Reasons(const Correlation& correlation, const GroupEvents& events, std::size_t last);

/// The value of a group key; empty when the signal does not say. Not for departments, of which there may be several.
std::string ValueOf(const Signal& signal, GroupKey key);

}  // namespace custos::rules
