// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/loader/regex_tree.h"

namespace custos::rules {

/// UTF-8 words of which a text must hold at least one.
using LiteralSet = std::vector<std::string>;

/// Sets of words of which every text that the expression matches holds one each, rarest first, at most a few; none
/// when nothing is known.
std::vector<LiteralSet> RequiredLiterals(const RegexNode& tree);

/// How often the words of a set are expected in a text per character: rough, good for comparing.
double ExpectedHits(const LiteralSet& set);

}  // namespace custos::rules
