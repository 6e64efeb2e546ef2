// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"

namespace custos::rules {

/// How many disguised texts there were, and in how many the rule was still found.
struct MutationCount {
  std::size_t cases = 0;
  std::size_t found = 0;
};

struct RuleMutation {
  std::string rule_id;
  Bilingual title;
  std::vector<MutationCount> counts;  ///< by evasion, see EvasionNames
};

/// Names of the evasions; the last one, "split", is a text sent as two messages.
std::vector<std::string_view> EvasionNames();

/// Disguises the examples that each rule must find, and judges them again. A rule's examples are its own: this says how
/// well its words are protected, not how well it finds words that nobody thought of. Empty when the pack does not load.
std::vector<RuleMutation> MutateExamples(const PackFiles& files, LoadReport* report);

}  // namespace custos::rules
