// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace custos::rules {

/// A rule's condition over its selections.
struct Expression {
  enum class Op { kSelection, kAnd, kOr, kNot, kAtLeast };

  Op op = Op::kSelection;
  std::size_t selection = 0;  ///< of kSelection: index
  std::size_t count = 0;      ///< of kAtLeast: how many of the children must hold
  std::vector<Expression> children;
};

}  // namespace custos::rules
