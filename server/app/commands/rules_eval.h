// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <memory>

#include "rules/rule_set.h"

namespace custos::app {

/// Judges NDJSON lines as one stored stream. A line is {"id", "text"} and, as far as known, "speaker" (role),
/// "channel", "type", "conversation", "from" (who speaks; else the speaker), "at" (milliseconds). Lines
/// without times are a second apart. Answers {"id", "hits"} for every line that can be
/// read; what is found in several lines stands at the last, with "parts". What did not follow in time is a line of its
/// own with "late". False when a line could not be read: `faults` says which and why.
bool EvalMessages(const std::shared_ptr<const rules::RuleSet>& rules, std::istream& in, std::ostream& out,
                  std::ostream& faults);

}  // namespace custos::app
