// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace custos::app {

/// A word to search for, and how many texts of the sample have it.
struct MixWord {
  std::string text;
  std::string kind;  ///< frequent, middling, rare, absent
  std::size_t texts = 0;
};

/// Ten words of each kind, by counting the pairs of characters of the texts: frequent ones stand in the most texts,
/// middling around one in a thousand, rare in the fewest, absent ones are two frequent characters that never meet. The
/// same texts always give the same words.
std::vector<MixWord> ChooseWords(const std::vector<std::string>& texts);

}  // namespace custos::app
