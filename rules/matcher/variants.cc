// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/variants.h"

#include <algorithm>
#include <utility>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whether a hit begins or ends with a short run of letters that goes on outside it: "zz" is no part of "pizza".
bool CutsLetters(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t kOwnWord = 4;  // letters that may stand inside a longer run: pinyin is written without spaces
  std::size_t head = begin, tail = end;
  while (head < end && IsLetter(text[head])) ++head;
  while (tail > begin && IsLetter(text[tail - 1])) --tail;
  const bool goes_on_left = head > begin && begin > 0 && IsLetter(text[begin - 1]);
  const bool goes_on_right = tail < end && end < text.size() && IsLetter(text[end]);
  return (goes_on_left && head - begin < kOwnWord) || (goes_on_right && end - tail < kOwnWord);
}

std::vector<LiteralFinder::Literal> Literals(const std::vector<VariantRewriter::Entry>& entries) {
  std::vector<LiteralFinder::Literal> literals;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    literals.push_back({entries[i].written, static_cast<std::uint32_t>(i)});
  }
  return literals;
}

}  // namespace

VariantRewriter::VariantRewriter(std::vector<Entry> entries, KeywordFinder keywords)
    : entries_(std::move(entries)),
      listed_(static_cast<std::uint32_t>(entries_.size())),
      finder_(Literals(entries_)),
      keywords_(std::move(keywords)) {
  for (const auto& word : keywords_.words()) entries_.push_back({{}, word});
}

std::vector<VariantRewriter::Hit> VariantRewriter::Chosen(std::string_view text) const {
  std::vector<Hit> hits;
  finder_.Find(text, [&](std::uint32_t entry, std::size_t begin, std::size_t end) {
    if (CutsLetters(text, begin, end)) return;
    hits.push_back({begin, end, entry});
  });
  thread_local std::vector<KeywordFinder::Hit> by_sound;
  by_sound.clear();
  keywords_.Find(text, &by_sound);
  for (const auto& hit : by_sound) hits.push_back({hit.begin, hit.end, listed_ + hit.word});
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end != b.end ? a.end > b.end : a.entry < b.entry;
  });
  std::size_t kept = 0, covered = 0;
  for (const Hit& hit : hits) {
    if (kept && hit.begin < covered) continue;
    covered = hit.end;
    hits[kept++] = hit;
  }
  hits.resize(kept);
  return hits;
}

void VariantRewriter::Apply(text::Folded* text) const {
  const std::size_t size = text->text.size();
  text->text.append(LiteralFinder::kPadding, '\0');
  const std::vector<Hit> hits = Chosen(std::string_view(text->text).substr(0, size));
  text->text.resize(size);
  if (hits.empty()) return;
  const bool with_map = !text->pieces.empty();
  text::Folded out;
  std::size_t at = 0, piece = 0;
  const auto copy_to = [&](std::size_t end) {
    const auto shift = out.text.size() - at;  // wraps harmlessly: added below modulo 2^64
    for (; with_map && piece < text->pieces.size() && text->pieces[piece].at < end; ++piece) {
      auto moved = text->pieces[piece];
      moved.at = static_cast<std::uint32_t>(moved.at + shift);
      out.pieces.push_back(moved);
    }
    out.text.append(text->text, at, end - at);
    at = end;
  };
  for (const Hit& hit : hits) {
    copy_to(hit.begin);
    const std::string& word = entries_[hit.entry].word;
    if (with_map) {
      const Span from = text->Original(hit.begin, hit.end);
      for (std::size_t i = 0; i < word.size();) {
        out.pieces.push_back({static_cast<std::uint32_t>(out.text.size() + i), from.begin, from.end});
        text::NextChar(word, &i);
      }
      while (piece < text->pieces.size() && text->pieces[piece].at < hit.end) ++piece;
    }
    out.text += word;
    at = hit.end;
  }
  copy_to(text->text.size());
  *text = std::move(out);
}

}  // namespace custos::rules
