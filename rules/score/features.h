// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"

namespace custos::rules {

/// What a score weighs in a text: single characters, two and three in a row, and two with up to three others between.
/// A key holds the characters themselves (21 bits each), so that no two features share one.
struct Feature {
  std::uint64_t key = 0;
  std::uint32_t begin = 0;  ///< bytes in the folded text
  std::uint32_t end = 0;
};

/// A folded text as characters, each with its first byte; one more entry at the end.
struct ScoredText {
  std::vector<char32_t> characters;
  std::vector<std::uint32_t> bytes;

  void Assign(std::string_view folded);
  std::size_t size() const { return characters.size(); }
};

inline constexpr std::size_t kScoreWindow = 96;  ///< characters weighed together: a message, or a part of a long one
inline constexpr std::size_t kScoreStride = 48;  ///< from one window of a long text to the next

std::uint64_t RoleKey(Role role);

/// Calls found(Feature) for every feature of the characters [first, last), as often as it occurs.
template <class Found>
void ForEachFeature(const ScoredText& text, std::size_t first, std::size_t last, Found&& found);

/// A key as text: the characters, `a~b` for two with others between, `@rep` for who speaks. Spaces, tabs, `~`, `@` and
/// `\` are written as \s, \t, \w, \a and \b.
std::string WriteKey(std::uint64_t key);
/// The other way; 0 for anything that is no key.
std::uint64_t ReadKey(std::string_view text);

// Implementation.

inline constexpr std::uint64_t kApart = std::uint64_t{1} << 63;
inline constexpr std::size_t kMaxApart = 4;  // characters from the first to the second of a pair apart

template <class Found>
void ForEachFeature(const ScoredText& text, std::size_t first, std::size_t last, Found&& found) {
  const auto& c = text.characters;
  const auto& at = text.bytes;
  for (std::size_t i = first; i < last; ++i) {
    const std::uint64_t one = c[i];
    found(Feature{one, at[i], at[i + 1]});
    if (i + 1 < last) found(Feature{one << 21 | c[i + 1], at[i], at[i + 2]});
    if (i + 2 < last) found(Feature{one << 42 | std::uint64_t{c[i + 1]} << 21 | c[i + 2], at[i], at[i + 3]});
    for (std::size_t apart = 2; apart <= kMaxApart && i + apart < last; ++apart) {
      found(Feature{kApart | one << 21 | c[i + apart], at[i], at[i + apart + 1]});
    }
  }
}

}  // namespace custos::rules
