// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/query/fault.h"

namespace custos::storage::query {

struct Parsed {
  Node tree{};  ///< kAll for an empty query
  std::optional<Fault> fault{};
};

/// Reads the search language; docs/search.md describes it for users:
///
///     query     := either*            words beside each other must all be found
///     either    := unary (OR unary)*  binds weaker than the words beside each other
///     unary     := (NOT | -) unary | near
///     near      := operand (NEAR/n operand)*
///     operand   := word | "phrase" | field:value,value | ( query )
///
/// `now` is what relative times count from. Pure; never throws on any input.
Parsed Parse(std::string_view text, TimeMs now);

/// The conditions and terms at the top of a query, each with its place: what a page shows as chips. A query with an OR
/// at the top is one chip.
std::vector<Place> TopPlaces(const Node& tree);

}  // namespace custos::storage::query
