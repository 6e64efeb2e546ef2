// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/evaluation.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace custos::rules {
namespace {

constexpr std::size_t kMaxAllowed = 4096;
constexpr std::size_t kMaxPlaces = 16;  // places shown per pattern: enough to see why, whatever the message

struct Bytes {
  std::size_t begin = 0, end = 0;
};

// The next match of a pattern at or after `from`.
std::optional<Bytes> Next(const CompiledPattern& pattern, std::string_view text, std::size_t from) {
  switch (pattern.kind) {
    case PatternKind::kContains: {
      const auto at = text.find(pattern.literal, from);
      if (at == std::string_view::npos) return std::nullopt;
      return Bytes{at, at + pattern.literal.size()};
    }
    case PatternKind::kStartsWith:
      if (from > 0 || !text.starts_with(pattern.literal)) return std::nullopt;
      return Bytes{0, pattern.literal.size()};
    case PatternKind::kEndsWith: {
      if (!text.ends_with(pattern.literal)) return std::nullopt;
      const std::size_t at = text.size() - pattern.literal.size();
      if (at < from) return std::nullopt;
      return Bytes{at, text.size()};
    }
    case PatternKind::kRegex:
    case PatternKind::kPattern: {
      re2::StringPiece found;
      if (!pattern.regex->Get().Match({text.data(), text.size()}, from, text.size(), re2::RE2::UNANCHORED, &found, 1))
        return std::nullopt;
      const auto at = static_cast<std::size_t>(found.data() - text.data());
      return Bytes{at, at + found.size()};
    }
    case PatternKind::kDigits: {
      const auto found = FindDigits(pattern.digits, text, from);
      if (!found) return std::nullopt;
      return Bytes{found->first, found->second};
    }
    case PatternKind::kScore: break;  // has no single place
  }
  return std::nullopt;
}

std::size_t NextCharacter(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

bool Evaluation::Holds(const Expression& e) {
  switch (e.op) {
    case Expression::Op::kSelection: return Found(e.selection);
    case Expression::Op::kAnd:
      return std::all_of(e.children.begin(), e.children.end(), [&](const auto& c) { return Holds(c); });
    case Expression::Op::kOr: return Count(e) > 0;
    case Expression::Op::kNot: {
      const std::size_t kept = hits_.size();
      const bool inside = Holds(e.children.front());
      hits_.resize(kept);  // what must be absent is no reason to show
      return !inside;
    }
    case Expression::Op::kAtLeast: return Count(e) >= e.count;
  }
  return false;
}

// Every child is tried, so that all reasons are shown.
std::size_t Evaluation::Count(const Expression& e) {
  return static_cast<std::size_t>(
      std::count_if(e.children.begin(), e.children.end(), [&](const auto& c) { return Holds(c); }));
}

bool Evaluation::Found(std::size_t index) {
  const CompiledSelection& selection = rule_.selections[index];
  if (selection.field) {
    if (!selection.field->Holds(subject_.fields)) return false;
    hits_.push_back({static_cast<std::uint32_t>(index), Hit::kNoText, 0, 0});
    return true;
  }
  const std::size_t kept = hits_.size();
  std::size_t found = 0, left = selection.patterns.size();
  for (const auto& pattern : selection.patterns) {
    if (FoundPattern(pattern, index)) ++found;
    if (found + --left < selection.needed) break;
  }
  if (found < selection.needed) hits_.resize(kept);
  return found >= selection.needed;
}

bool Evaluation::FoundPattern(const CompiledPattern& pattern, std::size_t selection) {
  if (subject_.gates.AnyShut(pattern.gates)) return false;
  if (pattern.kind == PatternKind::kScore) return FoundScore(selection);
  const std::size_t view = rule_.selections[selection].view;
  if (pattern.regex && !subject_.presence->Of(pattern, view).value_or(true)) return false;
  const std::string_view text = subject_.views->Text(view);
  std::size_t places = 0, from = 0;
  while (places < kMaxPlaces && from <= text.size()) {
    const auto place = Next(pattern, text, from);
    if (!place) break;
    if (Allowed(view, place->begin, place->end)) {
      from = NextCharacter(text, place->begin);
      continue;
    }
    hits_.push_back({static_cast<std::uint32_t>(selection), view, place->begin, place->end});
    ++places;
    from = place->end > place->begin ? place->end : NextCharacter(text, place->begin);
  }
  return places > 0;
}

// The gate says that the score is high enough; what raised it most is the reason, unless that is allowed.
bool Evaluation::FoundScore(std::size_t selection) {
  const std::size_t view = rule_.selections[selection].view;
  bool found = false;
  for (const Feature& reason : subject_.scores->Reasons(view)) {
    if (Allowed(view, reason.begin, reason.end)) continue;
    hits_.push_back({static_cast<std::uint32_t>(selection), view, reason.begin, reason.end});
    found = true;
  }
  return found;
}

bool Evaluation::Allowed(std::size_t view, std::size_t begin, std::size_t end) {
  if (rule_.allow.empty()) return false;
  if (!allowed_ready_) FindAllowed();
  const Span here = subject_.views->Original(view, begin, end);
  return std::any_of(allowed_.begin(), allowed_.end(),
                     [&](const Span& a) { return a.begin < here.end && here.begin < a.end; });
}

void Evaluation::FindAllowed() {
  allowed_ready_ = true;
  for (const auto& selection : rule_.allow) {
    const std::string_view text = subject_.views->Text(selection.view);
    for (const auto& pattern : selection.patterns) {
      if (pattern.regex && !subject_.presence->Of(pattern, selection.view).value_or(true)) continue;
      for (std::size_t from = 0; from <= text.size() && allowed_.size() < kMaxAllowed;) {
        const auto place = Next(pattern, text, from);
        if (!place) break;
        if (place->end > place->begin)
          allowed_.push_back(subject_.views->Original(selection.view, place->begin, place->end));
        from = NextCharacter(text, place->begin);  // the next one may overlap this one
      }
    }
  }
}

bool InScope(const CompiledRule& rule, const Case& subject) {
  return rule.scope.Holds(subject.message, subject.facts, subject.calendar);
}

}  // namespace custos::rules
