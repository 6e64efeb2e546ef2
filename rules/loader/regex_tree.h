// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::rules {

/// A regular expression as read: what the analysis of required words and the position matcher work on.
struct RegexNode {
  enum class Kind : std::uint8_t {
    kText,      ///< these characters, possibly none
    kClass,     ///< one character of `ranges`
    kSequence,  ///< the children one after the other
    kEither,    ///< one of the children
    kRepeat,    ///< the only child, `least` to `most` times
    kBegin,     ///< nothing, at the begin of the text
    kEnd,       ///< nothing, at the end of the text
    kBorder,    ///< nothing, between a letter or digit and something else (ASCII)
    kNoBorder,
  };
  using Range = std::pair<char32_t, char32_t>;  ///< both ends belong to it

  static constexpr std::uint32_t kNoLimit = 0xFFFFFFFF;

  Kind kind = Kind::kText;
  std::u32string text;
  std::vector<Range> ranges;  ///< ascending, apart from each other
  std::uint32_t least = 0;
  std::uint32_t most = 0;
  std::vector<RegexNode> children;
};

/// Reads an expression that RE2 accepts. nullopt when it uses what rules seldom need (flags, \p, \x, \Q, named
/// classes): then only RE2 knows what it means. Greedy and lazy repetitions are the same here.
std::optional<RegexNode> ParseRegex(std::string_view regex);

/// Whether an empty text matches.
bool MatchesEmpty(const RegexNode& tree);

/// Whether RE2 is sure to take the expression: nothing in it grows large when repetitions are written out.
bool IsSmall(const RegexNode& tree);

}  // namespace custos::rules
