// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"

namespace custos::text {

/// Which differences of writing are removed. Zero-width characters and combining marks always go, full width becomes
/// half width, letters become lower case, traditional characters become simplified: that is the base.
enum FoldOption : std::uint32_t {
  kFoldBase = 0,
  kFoldSeparators = 1u << 0,  ///< drop spaces and symbols stuck between characters; keep sentence punctuation
  kFoldNumerals = 1u << 1,  ///< 贰 → 二, 〇 → 零; five or more numerals in a row (一三八零零) become digits
  kFoldSearch = 1u << 2,    ///< a run of white space becomes one space, none beside an ideograph
  kFoldRepeats = 1u << 3,   ///< an ideograph three or more times in a row stands there once
};

/// Folded UTF-8 text with the way back. Always valid UTF-8, whatever the input was.
struct Folded {
  /// One folded character: where it starts in `text`, and the bytes of the original it came from.
  struct Piece {
    std::uint32_t at = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  std::string text;
  std::vector<Piece> pieces;  ///< ascending by `at`; empty unless the map was asked for

  /// The bytes of the original that the folded bytes [begin, end) came from; on character borders. Needs the map.
  Span Original(std::size_t begin, std::size_t end) const;
};

/// Folds `utf8` into `out`, reusing its memory. The map costs about as much as the folding: ask for it only when a
/// span has to be shown. Invalid bytes become U+FFFD. Pure and thread-safe; texts above 4 GiB are not supported.
void Fold(std::string_view utf8, std::uint32_t options, bool with_map, Folded* out);
Folded Fold(std::string_view utf8, std::uint32_t options, bool with_map = true);

}  // namespace custos::text
