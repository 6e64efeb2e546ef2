// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/joined_text.h"

#include <algorithm>
#include <string_view>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr std::size_t kShortWord = 3;  // characters; longer matches hold more than one word

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) text::NextChar(text, &at);
  return count;
}

}  // namespace

JoinedText::JoinedText(const std::vector<Piece>& pieces, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    begins_.push_back(text_.size());
    text_ += pieces[i].text;
  }
}

std::vector<std::vector<Span>> JoinedText::Split(const std::vector<Span>& spans) const {
  std::vector<std::vector<Span>> split(count());
  for (std::size_t piece = 0; piece < count(); ++piece) {
    for (const Span& span : spans) {
      const std::size_t begin = std::max<std::size_t>(span.begin, begins_[piece]);
      const std::size_t end = std::min<std::size_t>(span.end, End(piece));
      if (begin >= end) continue;
      split[piece].push_back(
          {static_cast<std::uint32_t>(begin - begins_[piece]), static_cast<std::uint32_t>(end - begins_[piece])});
    }
  }
  return split;
}

bool JoinedText::Convincing(const std::vector<Span>& spans) const {
  if (spans.size() != 1) return true;
  const Span& span = spans.front();
  if (Characters(std::string_view(text_).substr(span.begin, span.end - span.begin)) > kShortWord) return true;
  for (std::size_t piece = 0; piece < count(); ++piece) {
    const bool whole = span.begin <= begins_[piece] && End(piece) <= span.end;
    if (whole) return true;
  }
  return false;
}

}  // namespace custos::rules
