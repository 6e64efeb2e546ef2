// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "storage/query/tree.h"

namespace custos::storage::query {

/// Why a query cannot be asked. Codes: search.too_long, too_deep, too_many_terms, quote_open, paren_open, paren_close,
/// operand_missing, field_unknown, field_empty, field_value, term_empty, near_operand, near_distance.
struct Fault {
  std::string code;  ///< stable
  Place place;       ///< what to underline
  std::string hint;  ///< what may have been meant or may be used, ready to show: a name, a list of words, a number
};

/// Bounds of a query; beyond them it is refused.
inline constexpr std::size_t kMostCharacters = 400;
inline constexpr std::size_t kMostTerms = 32;
inline constexpr std::size_t kMostDepth = 16;
inline constexpr std::uint32_t kMostDistance = 200;

}  // namespace custos::storage::query
