// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "rules/facts.h"
#include "rules/matcher/program.h"

namespace custos::rules {

/// One rule that fired, by its index in the program.
struct Match {
  std::uint32_t rule = 0;
  std::vector<Span> spans;  ///< in the original text, sorted, not overlapping
  std::string folded;       ///< see Finding
};

/// What one selection of a rule found.
struct SelectionMatch {
  std::uint32_t selection = 0;      ///< index in the rule
  std::vector<Span> spans;          ///< in the original text, in the order they were found
  std::vector<std::string> folded;  ///< what stands there after folding, one for each span
};

struct ExplainedMatch {
  Match match;
  std::vector<SelectionMatch> selections;
};

/// Every rule of the program that fires for the message, ascending by rule. Pure; scratch memory is per thread.
std::vector<Match> MatchAll(const Program& program, const Message& message, const Facts& facts);
/// The same with what can be told from the message alone.
std::vector<Match> MatchAll(const Program& program, const Message& message);
/// The same with reasons, for people who ask why. Slower.
std::vector<ExplainedMatch> ExplainAll(const Program& program, const Message& message, const Facts& facts);

/// A text whose foldings are known.
struct FoldedText {
  std::string_view original;
  std::span<const std::string_view> views;  ///< by view of the program
};

/// Which rules fire, ascending, without saying where: what measuring compares with other matchers. Of the message
/// everything counts but its text.
void FiringRules(const Program& program, const Message& message, const Facts& facts, const FoldedText& text,
                 std::vector<std::uint32_t>* rules);

}  // namespace custos::rules
