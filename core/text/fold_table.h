// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace custos::text {

/// What one code point becomes when text is folded. The low 21 bits are the target code point, the rest are flags.
/// Built once from ICU's data, so that folding a message costs one array read per character.
class FoldTable {
 public:
  static constexpr std::uint32_t kTarget = 0x1FFFFF;
  static constexpr std::uint32_t kDrop = 1u << 21;    ///< zero-width, variation selector, combining mark
  static constexpr std::uint32_t kSpace = 1u << 22;   ///< white space other than line ends
  static constexpr std::uint32_t kSymbol = 1u << 23;  ///< may be stuck between characters to break a word
  static constexpr std::uint32_t kHan = 1u << 24;     ///< ideograph
  static constexpr std::uint32_t kExpand = 1u << 25;  ///< becomes several characters, see Expansion()
  static constexpr std::uint32_t kAlnum = 1u << 26;   ///< ASCII letter or digit after folding
  static constexpr std::uint32_t kLineEnd = 1u << 27;
  static constexpr std::uint32_t kNumeral = 1u << 28;  ///< a digit, or a character that PlainNumeral or Digit knows

  /// The table of this process, made at first use (some tens of milliseconds). Thread-safe.
  static const FoldTable& Get();

  std::uint32_t operator[](char32_t c) const { return c < entries_.size() ? entries_[c] : c; }
  const std::u32string& Expansion(char32_t c) const { return expansions_.at(c); }

  /// Formal and circled numerals as plain ones (贰 → 二, 〇 → 零); other characters stay.
  static char32_t PlainNumeral(char32_t c);
  /// What a plain numeral or an ASCII digit counts in a row of digits (两 → 2), -1 for any other character.
  static int Digit(char32_t c);

 private:
  FoldTable();
  void SetCompatibility(char32_t c);
  void SetSimplified();
  void SetNumerals();
  std::vector<std::uint32_t> entries_;
  std::unordered_map<char32_t, std::u32string> expansions_;
};

}  // namespace custos::text
