// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace custos::text {

/// A syllable of Mandarin without its tone, as a number from 1 on. Sounds that many speakers do not keep apart (zh and
/// z, ch and c, sh and s, ing and in, eng and en) are one.
using Syllable = std::uint16_t;

inline constexpr Syllable kNoSyllable = 0;
inline constexpr std::size_t kSyllableLimit = 512;  ///< every syllable is below

/// How a character is mostly read, after ICU; kNoSyllable when it is no common ideograph.
Syllable SyllableOf(char32_t c);

/// The same spelled, "wei"; empty when it is no common ideograph.
std::string_view PinyinOf(char32_t c);

/// "wei" in small letters; kNoSyllable when this is no syllable.
Syllable SyllableNamed(std::string_view letters);

/// A run of small letters as syllables, "zhuanzhang" as two: their numbers and where each ends. Empty when it cannot be
/// read to its end, or is longer than forty letters.
struct Spelled {
  Syllable syllable = kNoSyllable;
  std::size_t end = 0;
};
std::vector<Spelled> ReadPinyin(std::string_view letters);

}  // namespace custos::text
