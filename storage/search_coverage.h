// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace custos::storage {

/// What a piece of the evidence says of the rows and the index that were made of it.
struct SearchCoverage {
  std::uint64_t first = 0;       ///< leaves of the piece
  std::uint64_t end = 0;         ///< the next piece begins here
  std::uint64_t messages = 0;    ///< that the evidence holds
  std::uint64_t missing = 0;     ///< of them no row stands
  std::uint64_t sampled = 0;     ///< looked for by their own text
  std::uint64_t unfindable = 0;  ///< of those the index did not find
};

}  // namespace custos::storage
