// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "rules/matcher/testing/slow_matcher.h"
#include "rules/rule_set.h"

namespace custos::rules {

/// Makes packs and messages at random out of few characters, so that words overlap and rules often nearly match.
class PackGenerator {
 public:
  explicit PackGenerator(std::uint64_t seed) : random_(seed) {}

  PackFiles Pack(std::size_t rules);
  Message RandomMessage();
  /// An expression that does not match an empty text.
  std::string Regex();
  std::string Text();
  /// What the word-and-gap patterns of all packs made so far mean.
  const MeantPatterns& meant() const { return meant_; }

 private:
  std::size_t Below(std::size_t n) { return random_() % n; }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  std::string Word(std::size_t most);
  std::string RegexPart(int depth);
  std::string Class();
  std::string Gapped();
  std::string Selection(bool negatable);
  std::string Rule(std::size_t number);

  std::mt19937_64 random_;
  MeantPatterns meant_;
};

}  // namespace custos::rules
