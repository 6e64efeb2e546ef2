// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/clock.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/signal.h"
#include "rules/facts.h"
#include "rules/rule.h"

namespace custos::rules {

/// What further findings of the same behaviour have in common with this one.
struct FindingGroup {
  std::string key;       ///< empty: nothing may join it
  TimeMs window_ms = 0;  ///< how far apart they may be
};

/// The group of a finding on a message of this conversation and these people. What goes on after pieces that were found
/// together belongs to them for `within_ms`, the pack's JoinSettings, where the rule itself groups nothing.
FindingGroup GroupOf(const RuleInfo& rule, const Finding& finding, const ConversationId& conversation,
                     const Facts& facts, TimeMs within_ms);

/// The people of a message that a signal was kept of.
Facts PeopleOf(const Signal& signal);

}  // namespace custos::rules
