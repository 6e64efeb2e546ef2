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

bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end) {
  thread_local const std::unique_ptr<icu::BreakIterator> words = NewIterator();
  if (!words) return false;
  std::size_t from = begin > kAround ? begin - kAround : 0, to = std::min(text.size(), end + kAround);
  while (from < begin && Continues(text[from])) ++from;
  while (to < text.size() && Continues(text[to])) ++to;
  const std::string_view window = text.substr(from, to - from);
  UErrorCode status = U_ZERO_ERROR;
  UText utext = UTEXT_INITIALIZER;
  utext_openUTF8(&utext, window.data(), static_cast<std::int64_t>(window.size()), &status);
  words->setText(&utext, status);
  bool touches = false;
  if (U_SUCCESS(status)) {
    auto first = static_cast<std::size_t>(words->first());
    for (int32_t next = words->next(); next != icu::BreakIterator::DONE && !touches; next = words->next()) {
      const auto last = static_cast<std::size_t>(next);
      const bool several = last - first >= 6 && static_cast<unsigned char>(window[first]) >= 0xE3;
      touches = several && first < end - from && begin - from < last;
      first = last;
    }
  }
  utext_close(&utext);
  return touches;
}

}  // namespace custos::text
