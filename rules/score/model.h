// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "rules/score/features.h"

namespace custos::rules {

/// Sums of a score, in thousandths (log odds for `risk`).
struct Score {
  std::int32_t risk = 0;  ///< how much the text is like those that break a rule; 0 = as likely as not
  std::size_t kind = 0;   ///< index of the class it is most like
  std::size_t first = 0;  ///< the window that was decisive: characters [first, last)
  std::size_t last = 0;
};

/// Many small clues weighed together: whole numbers for characters, neighbours and pairs, learned from labelled
/// sentences (a linear model; weights by logistic regression). The same text always gives the same sums, on any
/// machine, because nothing but whole numbers is added. Immutable, any number of threads.
class ScoreModel {
 public:
  /// Reads the form that Write gives: a head of `custos-score 1`, `classes …`, `bias …`, then a line
  /// "feature<TAB>risk[<TAB>class:weight …]" each. On a fault `fault` says what is wrong and `line` where (from 1).
  static std::optional<ScoreModel> Parse(std::string_view text, std::string* fault, std::size_t* line);
  std::string Write() const;

  const std::vector<std::string>& classes() const { return classes_; }
  std::size_t features() const { return used_; }

  /// The highest window of the text. An empty text has the bias alone.
  Score Of(const ScoredText& text, Role role) const;

  /// The places that raised the score of that window most, best first; together they carry most of it.
  std::vector<Feature> Reasons(const ScoredText& text, const Score& score) const;

  /// To build one: biases first, then every feature once.
  ScoreModel(std::vector<std::string> classes, std::int32_t risk_bias, std::vector<std::int32_t> class_bias);
  void Add(std::uint64_t key, std::int32_t risk, const std::vector<std::pair<std::size_t, std::int32_t>>& classes);

 private:
  struct ClassWeight {
    std::uint16_t kind = 0;
    std::int16_t weight = 0;
  };
  struct Slot {
    std::uint64_t key = 0;  // 0: free
    std::int32_t risk = 0;
    std::uint32_t first = 0;  // of weights_
    std::uint32_t count = 0;
  };

  const Slot* Find(std::uint64_t key) const;
  Slot* Place(std::uint64_t key);
  void Grow();
  void Weigh(const ScoredText& text, std::size_t first, std::size_t last, const Slot* role, Score* best) const;

  std::vector<std::string> classes_;
  std::int32_t risk_bias_ = 0;
  std::vector<std::int32_t> class_bias_;
  std::vector<Slot> slots_;
  std::vector<ClassWeight> weights_;
  std::size_t used_ = 0;
};

}  // namespace custos::rules
