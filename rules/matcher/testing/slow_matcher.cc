// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/testing/slow_matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

std::u32string Characters(const std::string& text) {
  std::u32string characters;
  for (std::size_t at = 0; at < text.size();) characters += text::NextChar(text, &at);
  return characters;
}

bool StandsAt(const std::u32string& text, std::size_t at, const std::u32string& word) {
  return text.compare(at, word.size(), word) == 0;
}

// Where the parts from `part` on end when they begin at `at`: earlier words first, shorter gaps first.
std::optional<std::size_t> EndOf(const std::vector<MeantPattern::Part>& parts, std::size_t part,
                                 const std::u32string& text, std::size_t at) {
  if (part == parts.size()) return at;
  for (const auto& word : parts[part].words) {
    if (!StandsAt(text, at, word)) continue;
    if (const auto end = EndOf(parts, part + 1, text, at + word.size())) return end;
  }
  if (!parts[part].words.empty()) return std::nullopt;
  for (std::size_t gap = 0; gap <= parts[part].gap; ++gap) {
    if (const auto end = EndOf(parts, part + 1, text, at + gap)) return end;
    const bool leaves =
        at + gap >= text.size() || std::u32string(U"。!?;\n").find(text[at + gap]) != std::u32string::npos;
    if (leaves) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

const SlowText::Folded& SlowText::In(std::uint32_t fold) {
  const auto [slot, is_new] = folded_.try_emplace(fold);
  if (is_new) {
    Folded& made = slot->second;
    made.text = text::Fold(message_.text, fold);
    for (std::size_t at = 0; at < made.text.text.size();) {
      made.offsets.push_back(at);
      made.characters += text::NextChar(made.text.text, &at);
    }
    made.offsets.push_back(made.text.text.size());
  }
  return slot->second;
}

SlowMatcher::SlowMatcher(const RuleDefinition& rule, const MeantPatterns& meant) : rule_(rule), meant_(meant) {
  const auto add = [&](const Selection& selection) {
    for (const auto& pattern : selection.patterns) {
      if (pattern.kind == PatternKind::kRegex) expressions_[pattern.text] = std::make_unique<re2::RE2>(pattern.text);
    }
  };
  for (const auto& selection : rule.selections) add(selection);
  add(rule.allow);
}

SlowMatcher::~SlowMatcher() = default;

bool SlowMatcher::Fires(SlowText* text) const {
  const auto& roles = rule_.scope.roles;
  if (!roles.empty() && std::find(roles.begin(), roles.end(), text->message().role) == roles.end()) return false;
  return Holds(rule_.condition, text);
}

bool SlowMatcher::Holds(const Expression& e, SlowText* text) const {
  std::size_t count = 0;
  for (const auto& child : e.children) count += Holds(child, text);
  switch (e.op) {
    case Expression::Op::kSelection: return Found(rule_.selections[e.selection], text);
    case Expression::Op::kAnd: return count == e.children.size();
    case Expression::Op::kOr: return count > 0;
    case Expression::Op::kNot: return count == 0;
    case Expression::Op::kAtLeast: return count >= e.count;
  }
  return false;
}

bool SlowMatcher::Found(const Selection& selection, SlowText* text) const {
  std::size_t found = 0;
  for (const auto& pattern : selection.patterns) {
    const auto places = Places(pattern, selection.fold, true, text);
    found += std::any_of(places.begin(), places.end(), [&](const Span& place) { return !Allowed(place, text); });
  }
  return selection.all ? found == selection.patterns.size() : found >= std::max<std::size_t>(selection.min, 1);
}

bool SlowMatcher::Allowed(Span place, SlowText* text) const {
  for (const auto& pattern : rule_.allow.patterns) {
    for (const Span& allowed : Places(pattern, rule_.allow.fold, false, text)) {
      if (allowed.begin < place.end && place.begin < allowed.end) return true;
    }
  }
  return false;
}

std::vector<Span> SlowMatcher::Places(const Pattern& pattern, std::uint32_t fold, bool empty, SlowText* text) const {
  const SlowText::Folded& folded = text->In(fold);
  std::vector<Span> places;
  for (const auto& [begin, end] : Ranges(pattern, folded)) {
    if (empty || end > begin) places.push_back(folded.text.Original(folded.offsets[begin], folded.offsets[end]));
  }
  return places;
}

std::vector<SlowMatcher::Range> SlowMatcher::Ranges(const Pattern& pattern, const SlowText::Folded& text) const {
  const std::size_t size = text.characters.size();
  const std::u32string word = Characters(pattern.text);
  std::vector<Range> ranges;
  for (std::size_t at = 0; at <= size; ++at) {
    switch (pattern.kind) {
      case PatternKind::kContains:
        if (StandsAt(text.characters, at, word)) ranges.emplace_back(at, at + word.size());
        break;
      case PatternKind::kStartsWith:
        if (at == 0 && StandsAt(text.characters, at, word)) ranges.emplace_back(at, word.size());
        break;
      case PatternKind::kEndsWith:
        if (at + word.size() == size && StandsAt(text.characters, at, word)) ranges.emplace_back(at, size);
        break;
      case PatternKind::kPattern:
        for (const auto& sequence : meant_.at(pattern.text).sequences) {
          if (const auto end = EndOf(sequence, 0, text.characters, at)) {
            ranges.emplace_back(at, *end);
            break;
          }
        }
        break;
      default: {
        re2::StringPiece found;
        const std::string& bytes = text.text.text;
        const auto& expression = *expressions_.at(pattern.text);
        if (expression.Match(bytes, text.offsets[at], bytes.size(), re2::RE2::ANCHOR_START, &found, 1)) {
          const auto end = text.offsets[at] + found.size();
          ranges.emplace_back(at,
                              std::lower_bound(text.offsets.begin(), text.offsets.end(), end) - text.offsets.begin());
        }
      }
    }
  }
  return ranges;
}

}  // namespace custos::rules
