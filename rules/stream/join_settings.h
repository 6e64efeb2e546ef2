// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "core/clock.h"

namespace custos::rules {

/// How pieces of one text are put together. From pack.yaml (`join: {messages, within, words}`).
struct JoinSettings {
  std::size_t messages = 5;  ///< at most so many; 1 switches joining off
  TimeMs within_ms = 120'000;
  /// Ordinary words that keep their characters: 给您回 and 扣款 are no 回扣, because 扣款 is a word. A single character
  /// keeps to itself at the beginning of a longer message: 我删了 and 我重新发 are no 删了我.
  std::set<std::string, std::less<>> words;
};

/// Pieces are short: a longer message ends a run, and of a longer run only the newest pieces are read as one.
inline constexpr std::size_t kMaxPieceBytes = 600;
inline constexpr std::size_t kMaxJoinedBytes = 1500;

}  // namespace custos::rules
