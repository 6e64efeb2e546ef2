// SPDX-License-Identifier: Apache-2.0
#include "core/text/syllables.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace custos::text {
namespace {

#include "core/text/syllables.inc"

constexpr char32_t kFirst = 0x4E00;
constexpr std::size_t kLongest = 6;  // letters of a syllable: zhuang
constexpr std::size_t kLongestRun = 40;

// Place of the spelling, from 1 on; 0 when there is none.
std::size_t ReadingOf(char32_t c) {
  return c >= kFirst && c - kFirst < std::size(kReadings) ? kReadings[c - kFirst] : 0;
}

// The longest syllable first; steps back when the rest cannot be read. `dead` remembers where that was the case.
bool Read(std::string_view letters, std::size_t at, std::vector<bool>* dead, std::vector<Spelled>* out) {
  if (at == letters.size()) return true;
  if ((*dead)[at]) return false;
  for (std::size_t size = std::min(kLongest, letters.size() - at); size > 0; --size) {
    const Syllable syllable = SyllableNamed(letters.substr(at, size));
    if (syllable == kNoSyllable) continue;
    out->push_back({syllable, at + size});
    if (Read(letters, at + size, dead, out)) return true;
    out->pop_back();
  }
  (*dead)[at] = true;
  return false;
}

}  // namespace

Syllable SyllableOf(char32_t c) {
  return c >= kFirst && c - kFirst < std::size(kCodes) ? kCodes[c - kFirst] : kNoSyllable;
}

std::string_view PinyinOf(char32_t c) {
  const std::size_t reading = ReadingOf(c);
  return reading ? kSpellings[reading - 1].first : std::string_view();
}

Syllable SyllableNamed(std::string_view letters) {
  const auto found = std::lower_bound(std::begin(kSpellings), std::end(kSpellings), letters,
                                      [](const auto& entry, std::string_view name) { return entry.first < name; });
  return found != std::end(kSpellings) && found->first == letters ? found->second : kNoSyllable;
}

std::vector<Spelled> ReadPinyin(std::string_view letters) {
  std::vector<Spelled> out;
  if (letters.size() > kLongestRun) return out;
  std::vector<bool> dead(letters.size(), false);
  if (!Read(letters, 0, &dead, &out)) out.clear();
  return out;
}

}  // namespace custos::text
