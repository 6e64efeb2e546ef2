// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/joined_text.h"

#include <algorithm>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr std::size_t kCloseBytes = 48;  // 16 ideographs
constexpr std::size_t kOwnSentence = 4;  // characters from which a message can be a sentence

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) text::NextChar(text, &at);
  return count;
}

std::string_view FirstTwo(std::string_view text) {
  std::size_t at = 0;
  for (int i = 0; i < 2 && at < text.size(); ++i) text::NextChar(text, &at);
  return text.substr(0, at);
}

std::string_view FirstOne(std::string_view text) {
  std::size_t at = 0;
  if (!text.empty()) text::NextChar(text, &at);
  return text.substr(0, at);
}

std::string_view LastTwo(std::string_view text) {
  std::size_t at = text.size();
  for (int i = 0; i < 2 && at > 0; ++i) {
    do --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return text.substr(at);
}

}  // namespace

JoinedText::JoinedText(const std::vector<Piece>& pieces, std::pair<std::size_t, std::size_t> bounds,
                       std::string_view between) {
  for (std::size_t i = bounds.first; i < bounds.second; ++i) {
    if (i > bounds.first) text_ += between;
    places_.push_back({text_.size(), text_.size() + pieces[i].text.size()});
    text_ += pieces[i].text;
  }
}

std::vector<std::vector<Span>> JoinedText::Split(const std::vector<Span>& spans) const {
  std::vector<std::vector<Span>> split(places_.size());
  for (std::size_t piece = 0; piece < places_.size(); ++piece) {
    const Place& place = places_[piece];
    for (const Span& span : spans) {
      const std::size_t begin = std::max<std::size_t>(span.begin, place.begin);
      const std::size_t end = std::min<std::size_t>(span.end, place.end);
      if (begin >= end) continue;
      split[piece].push_back(
          {static_cast<std::uint32_t>(begin - place.begin), static_cast<std::uint32_t>(end - place.begin)});
    }
  }
  return split;
}

bool JoinedText::CrossesClosely(const std::vector<Span>& spans) const {
  return std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
    return span.end - span.begin <= kCloseBytes && std::any_of(places_.begin() + 1, places_.end(), [&](const Place& p) {
             return span.begin < p.begin && p.begin < span.end;
           });
  });
}

bool JoinedText::CrossesFreely(const std::vector<Span>& spans, const JoinSettings& settings) const {
  for (std::size_t border = 1; border < places_.size(); ++border) {
    const std::size_t at = places_[border].begin;
    const bool crossed =
        std::any_of(spans.begin(), spans.end(), [&](const Span& span) { return span.begin < at && at < span.end; });
    if (crossed && IsFree(border, settings)) return true;
  }
  return false;
}

bool JoinedText::IsFree(std::size_t border, const JoinSettings& settings) const {
  const auto text = std::string_view(text_);
  const Place& before = places_[border - 1];
  const Place& after = places_[border];
  const std::string_view left = text.substr(before.begin, before.end - before.begin);
  const std::string_view right = text.substr(after.begin, after.end - after.begin);
  if (settings.words.contains(LastTwo(left)) || settings.words.contains(FirstTwo(right))) return false;
  return !settings.words.contains(FirstOne(right)) || Characters(right) < kOwnSentence;
}

}  // namespace custos::rules
