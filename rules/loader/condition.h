// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rules/matcher/expression.h"

namespace custos::rules {

/// The names a condition may use, as their indexes; nullopt for an unknown one.
using SelectionLookup = std::function<std::optional<std::size_t>(std::string_view name)>;

/// Reads "a and (b or c) and not d", "2 of (a, b, c)", "any of them", "all of them". `not` binds tighter than `and`,
/// `and` tighter than `or`. On a fault returns nullopt and says why in `fault`.
std::optional<Expression> ParseCondition(std::string_view text, std::size_t selection_count,
                                         const SelectionLookup& lookup, std::string* fault);

}  // namespace custos::rules
