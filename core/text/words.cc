// SPDX-License-Identifier: Apache-2.0
#include "core/text/words.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

namespace custos::text {
namespace {

constexpr std::size_t kAround = 24;  // bytes on each side: eight ideographs

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::unique_ptr<icu::BreakIterator> NewIterator() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> words(icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), status));
  return U_SUCCESS(status) ? std::move(words) : nullptr;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> WordsIn(std::string_view text) {
  thread_local const std::unique_ptr<icu::BreakIterator> words = NewIterator();
  std::vector<std::pair<std::size_t, std::size_t>> found;
  if (!words) return found;
  UErrorCode status = U_ZERO_ERROR;
  UText utext = UTEXT_INITIALIZER;
  utext_openUTF8(&utext, text.data(), static_cast<std::int64_t>(text.size()), &status);
  words->setText(&utext, status);
  if (U_SUCCESS(status)) {
    auto first = static_cast<std::size_t>(words->first());
    for (int32_t next = words->next(); next != icu::BreakIterator::DONE; next = words->next()) {
      const auto last = static_cast<std::size_t>(next);
      // Two ideographs take six bytes; no ideograph begins with a byte below E3.
      if (last - first >= 6 && static_cast<unsigned char>(text[first]) >= 0xE3) found.emplace_back(first, last);
      first = last;
    }
  }
  utext_close(&utext);
  return found;
}

bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t from = begin > kAround ? begin - kAround : 0, to = std::min(text.size(), end + kAround);
  while (from < begin && Continues(text[from])) ++from;
  while (to < text.size() && Continues(text[to])) ++to;
  for (const auto& [first, last] : WordsIn(text.substr(from, to - from))) {
    if (from + first < end && begin < from + last) return true;
  }
  return false;
}

}  // namespace custos::text
