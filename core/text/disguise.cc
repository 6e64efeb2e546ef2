// SPDX-License-Identifier: Apache-2.0
#include "core/text/disguise.h"

#include <unicode/translit.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <vector>

#include "core/text/syllables.h"

namespace custos::text {
namespace {

// The 3,755 characters of level 1 of GB 2312, by their sound.
std::map<Syllable, std::u32string> CommonCharacters() {
  std::map<Syllable, std::u32string> by_sound;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> gb(ucnv_open("GB18030", &status), &ucnv_close);
  if (U_FAILURE(status)) return by_sound;
  for (int row = 0xB0; row <= 0xD7; ++row) {
    for (int cell = 0xA1; cell <= 0xFE; ++cell) {
      const char bytes[] = {static_cast<char>(row), static_cast<char>(cell)};
      UErrorCode failed = U_ZERO_ERROR;
      const icu::UnicodeString text(bytes, 2, gb.get(), failed);
      if (U_FAILURE(failed) || text.length() != 1) continue;
      const auto c = static_cast<char32_t>(text.char32At(0));
      if (const Syllable syllable = SyllableOf(c); syllable != kNoSyllable) by_sound[syllable].push_back(c);
    }
  }
  return by_sound;
}

}  // namespace

std::string ToTraditional(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> way(
      icu::Transliterator::createInstance("Simplified-Traditional", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || !way) return std::string(text);
  auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  way->transliterate(unicode);
  std::string out;
  return unicode.toUTF8String(out);
}

char32_t HomophoneOf(char32_t c) {
  static const std::map<Syllable, std::u32string> kBySound = CommonCharacters();
  const auto found = kBySound.find(SyllableOf(c));
  if (found == kBySound.end()) return 0;
  const std::u32string& others = found->second;
  const std::size_t at = (static_cast<std::size_t>(c) * 31 + 7) % others.size();
  if (others[at] != c) return others[at];
  return others.size() > 1 ? others[(at + 1) % others.size()] : 0;
}

}  // namespace custos::text
