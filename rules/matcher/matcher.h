// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "rules/matcher/program.h"

namespace custos::rules {

/// One rule that fired, by its index in the program.
struct Match {
  std::uint32_t rule = 0;
  std::vector<Span> spans;  ///< in the original text, sorted, not overlapping
  std::string folded;       ///< see Finding
};

/// Every rule of the program that fires for the message, ascending by rule. Pure; scratch memory is per thread.
std::vector<Match> MatchAll(const Program& program, const Message& message);

}  // namespace custos::rules
