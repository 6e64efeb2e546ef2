// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/fold.h"

namespace custos::text {

/// Text as search sees it: width, case and traditional characters folded, zero-width characters gone, a run of white
/// space one space, and none at all beside an ideograph (微 信 is found by 微信). Carries the map, so that a match
/// found in `.text` becomes a byte range of the original with Original(). Fold the query the same way before comparing.
Folded FoldForSearch(std::string_view utf8);

/// Codes of a text for an inverted index: one for every character (its code point, ≥ 0) and one for every pair of
/// neighbours (a hash, < 0) of FoldForSearch(utf8). Spaces have no code and no pair reaches across one. Sorted, no
/// duplicates. The codes are stored: they must never change.
std::vector<std::int32_t> Bigrams(std::string_view utf8);

/// The codes that every text containing the query has: its pairs, and single characters only where they have no
/// neighbour. Sorted, no duplicates; empty when the query has nothing to look for. Pairs are hashed, so a text that
/// has all codes still has to be compared.
std::vector<std::int32_t> QueryBigrams(std::string_view utf8);

}  // namespace custos::text
