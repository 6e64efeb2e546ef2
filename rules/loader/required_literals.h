// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::rules {

/// Words of which a text must hold at least one.
using LiteralSet = std::vector<std::string>;

/// A set without which `regex` (RE2 syntax, case-sensitive) cannot match, chosen to be as rare in ordinary text as
/// can be told from its characters; nullopt when there is none. Never wrong, at worst not the best.
std::optional<LiteralSet> RequiredLiterals(std::string_view regex);

/// How often one of the words is to be expected in ordinary Chinese text, per character of text. Only to compare sets.
double ExpectedHits(const LiteralSet& set);

}  // namespace custos::rules
