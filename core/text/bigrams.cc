// SPDX-License-Identifier: Apache-2.0
#include "core/text/bigrams.h"

#include <algorithm>
#include <cstddef>

#include "core/text/utf8.h"

namespace custos::text {
namespace {

// Multiplicative mixing of both code points into 31 bits; the sign bit marks a pair.
std::int32_t PairCode(char32_t a, char32_t b) {
  std::uint64_t h = (static_cast<std::uint64_t>(a) << 21 | b) * 0x9E3779B97F4A7C15ull;
  h ^= h >> 32;
  return static_cast<std::int32_t>(0x80000000u | (static_cast<std::uint32_t>(h) & 0x7FFFFFFFu));
}

bool IsGap(char32_t c) { return c == U' ' || c == U'\n'; }

void SortUnique(std::vector<std::int32_t>* codes) {
  std::sort(codes->begin(), codes->end());
  codes->erase(std::unique(codes->begin(), codes->end()), codes->end());
}

}  // namespace

Folded FoldForSearch(std::string_view utf8) { return Fold(utf8, kFoldSearch, true); }

std::vector<std::int32_t> Bigrams(std::string_view utf8) {
  thread_local Folded folded;
  Fold(utf8, kFoldSearch, false, &folded);
  std::vector<std::int32_t> codes;
  codes.reserve(folded.text.size());
  char32_t before = U' ';
  for (std::size_t at = 0; at < folded.text.size();) {
    const char32_t c = NextChar(folded.text, &at);
    if (!IsGap(c)) {
      codes.push_back(static_cast<std::int32_t>(c));
      if (!IsGap(before)) codes.push_back(PairCode(before, c));
    }
    before = c;
  }
  SortUnique(&codes);
  return codes;
}

std::vector<std::int32_t> QueryBigrams(std::string_view utf8) {
  const Folded folded = Fold(utf8, kFoldSearch, false);
  std::vector<std::int32_t> codes;
  char32_t before = U' ', two_before = U' ';
  const auto lone = [&](char32_t left, char32_t c, char32_t right) { return !IsGap(c) && IsGap(left) && IsGap(right); };
  for (std::size_t at = 0; at < folded.text.size();) {
    const char32_t c = NextChar(folded.text, &at);
    if (!IsGap(c) && !IsGap(before)) codes.push_back(PairCode(before, c));
    if (lone(two_before, before, c)) codes.push_back(static_cast<std::int32_t>(before));
    two_before = before;
    before = c;
  }
  if (lone(two_before, before, U' ')) codes.push_back(static_cast<std::int32_t>(before));
  SortUnique(&codes);
  return codes;
}

}  // namespace custos::text
