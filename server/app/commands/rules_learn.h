// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace custos::app {

struct LearnOptions {
  std::string pack;                  ///< directory of the pack; its learn/*.tsv are the lessons
  std::vector<std::string> lessons;  ///< further files of lessons
  std::string out;                   ///< where the score goes; empty: score.tsv of the pack
  int folds = 0;                     ///< above 1: says what was found of lessons that were not learned from
};

/// Learns the pack's score from its lessons. Returns the exit code: 0 good, 1 when lessons cannot be read or nothing
/// can be learned from them.
int LearnScore(const LearnOptions& options);

}  // namespace custos::app
