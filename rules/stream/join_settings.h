// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/clock.h"

namespace custos::rules {

/// How far apart pieces of one text may be. From pack.yaml (`join: {messages, within}`); two messages at least.
struct JoinSettings {
  std::size_t messages = 5;  ///< at most so many; 1 switches joining off
  TimeMs within_ms = 120'000;
};

/// Pieces are short: a longer message ends a run, and of a longer run only the newest pieces are read as one.
inline constexpr std::size_t kMaxPieceBytes = 600;
inline constexpr std::size_t kMaxJoinedBytes = 1500;

}  // namespace custos::rules
