// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace custos::rules {

/// What measuring one pack on one set of texts gave. Rates are per second of processor time of one thread, medians of
/// alternating rounds, over the bytes of the folded texts.
struct MatchingFigures {
  bool loaded = false;
  bool reference = false;  ///< whether Hyperscan took the patterns
  std::string fault;       ///< of loading or of Hyperscan
  std::size_t rules = 0;
  double load_ms = 0;  ///< reading, compiling and running the examples
  double reference_load_ms = 0;
  double mb_per_s = 0;  ///< telling which rules fire, on folded text
  double reference_mb_per_s = 0;
  double ratio = 0;               ///< median over the rounds
  double micros_per_message = 0;  ///< of mb_per_s
  double fold_mb_per_s = 0;       ///< folding alone
  double judged_per_s = 0;        ///< messages folded, matched, and the places told
  std::size_t fired = 0;          ///< pairs of message and rule
  std::size_t reference_fired = 0;
  std::size_t differing = 0;  ///< messages for which the two name other rules
  double loaded_mb = 0;       ///< resident memory that loading added
};

struct MatchingBench {
  std::size_t rounds = 5;
  bool with_reference = true;
};

/// Measures a pack on texts, beside Hyperscan with the same patterns on the same folded texts.
MatchingFigures MeasureMatching(const PackFiles& files, const std::vector<std::string>& texts,
                                const MatchingBench& options);

/// Resident memory of this process in MB.
double ResidentMb();

}  // namespace custos::rules
