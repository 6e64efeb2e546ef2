// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/matcher.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "rules/matcher/text_views.h"

namespace custos::rules {
namespace {

constexpr std::size_t kMaxAllowed = 4096;
constexpr std::size_t kMaxPlaces = 16;  // places shown per pattern: enough to see why, whatever the message

struct Bytes {
  std::size_t begin = 0, end = 0;
};

struct Hit {
  std::size_t view = 0;
  Bytes place;
};

// The next match of a pattern at or after `from`.
std::optional<Bytes> Next(const CompiledPattern& pattern, const std::string& text, std::size_t from) {
  switch (pattern.kind) {
    case PatternKind::kContains: {
      const auto at = text.find(pattern.literal, from);
      if (at == std::string::npos) return std::nullopt;
      return Bytes{at, at + pattern.literal.size()};
    }
    case PatternKind::kStartsWith:
      if (from > 0 || !std::string_view(text).starts_with(pattern.literal)) return std::nullopt;
      return Bytes{0, pattern.literal.size()};
    case PatternKind::kEndsWith: {
      if (!std::string_view(text).ends_with(pattern.literal)) return std::nullopt;
      const std::size_t at = text.size() - pattern.literal.size();
      if (at < from) return std::nullopt;
      return Bytes{at, text.size()};
    }
    case PatternKind::kRegex:
    case PatternKind::kPattern: {
      re2::StringPiece found;
      if (!pattern.regex->Match(text, from, text.size(), re2::RE2::UNANCHORED, &found, 1)) return std::nullopt;
      const auto at = static_cast<std::size_t>(found.data() - text.data());
      return Bytes{at, at + found.size()};
    }
    case PatternKind::kDigits: {
      const auto found = FindDigits(pattern.digits, text, from);
      if (!found) return std::nullopt;
      return Bytes{found->first, found->second};
    }
  }
  return std::nullopt;
}

std::size_t NextCharacter(const std::string& text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

// Which gates the literals of the current message opened. A stamp per gate saves clearing them all for every message.
class Gates {
 public:
  void Reset(std::uint32_t count) {
    if (stamps_.size() < count) stamps_.resize(count, 0);
    if (++now_ == 0) {
      std::fill(stamps_.begin(), stamps_.end(), 0);
      now_ = 1;
    }
  }
  void Open(std::uint32_t gate) { stamps_[gate] = now_; }
  bool IsShut(std::uint32_t gate) const { return gate != kNoGate && stamps_[gate] != now_; }

 private:
  std::vector<std::uint32_t> stamps_;
  std::uint32_t now_ = 0;
};

// Evaluates one rule on one message.
class Evaluation {
 public:
  Evaluation(const CompiledRule& rule, const Gates& gates, TextViews* views)
      : rule_(rule), gates_(gates), views_(*views) {}

  bool Fires() { return Holds(rule_.condition); }
  const std::vector<Hit>& hits() const { return hits_; }

 private:
  bool Holds(const Expression& e) {
    switch (e.op) {
      case Expression::Op::kSelection: return Found(rule_.selections[e.selection]);
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
  std::size_t Count(const Expression& e) {
    return static_cast<std::size_t>(
        std::count_if(e.children.begin(), e.children.end(), [&](const auto& c) { return Holds(c); }));
  }

  bool Found(const CompiledSelection& selection) {
    const std::size_t kept = hits_.size();
    std::size_t found = 0;
    for (const auto& pattern : selection.patterns) {
      if (FoundPattern(pattern, selection.view)) {
        ++found;
      } else if (selection.all) {
        break;
      }
    }
    const bool holds = selection.all ? found == selection.patterns.size() : found > 0;
    if (!holds) hits_.resize(kept);
    return holds;
  }

  bool FoundPattern(const CompiledPattern& pattern, std::size_t view) {
    if (gates_.IsShut(pattern.gate)) return false;
    const std::string& text = views_.Text(view);
    std::size_t places = 0, from = 0;
    while (places < kMaxPlaces && from <= text.size()) {
      const auto place = Next(pattern, text, from);
      if (!place) break;
      if (Allowed(view, *place)) {
        from = NextCharacter(text, place->begin);
        continue;
      }
      hits_.push_back({view, *place});
      ++places;
      from = place->end > place->begin ? place->end : NextCharacter(text, place->begin);
    }
    return places > 0;
  }

  bool Allowed(std::size_t view, Bytes place) {
    if (!rule_.allow) return false;
    if (!allowed_ready_) FindAllowed();
    const Span here = views_.Original(view, place.begin, place.end);
    return std::any_of(allowed_.begin(), allowed_.end(),
                       [&](const Span& a) { return a.begin < here.end && here.begin < a.end; });
  }

  void FindAllowed() {
    allowed_ready_ = true;
    const std::string& text = views_.Text(rule_.allow->view);
    for (const auto& pattern : rule_.allow->patterns) {
      for (std::size_t from = 0; from <= text.size() && allowed_.size() < kMaxAllowed;) {
        const auto place = Next(pattern, text, from);
        if (!place || place->end == place->begin) break;
        allowed_.push_back(views_.Original(rule_.allow->view, place->begin, place->end));
        from = NextCharacter(text, place->begin);  // the next one may overlap this one
      }
    }
  }

  const CompiledRule& rule_;
  const Gates& gates_;
  TextViews& views_;
  std::vector<Hit> hits_;
  std::vector<Span> allowed_;
  bool allowed_ready_ = false;
};

bool InScope(const CompiledRule& rule, const Message& message) {
  if (rule.roles && !(rule.roles >> static_cast<unsigned>(message.role) & 1)) return false;
  if (rule.channels && !(rule.channels >> static_cast<unsigned>(message.channel) & 1)) return false;
  return rule.types.empty() || std::find(rule.types.begin(), rule.types.end(), message.type) != rule.types.end();
}

std::vector<Span> Merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
  std::vector<Span> merged;
  for (const Span& span : spans) {
    if (!merged.empty() && span.begin < merged.back().end) {
      merged.back().end = std::max(merged.back().end, span.end);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

Match Describe(std::uint32_t rule, const std::vector<Hit>& hits, TextViews* views) {
  Match match{rule, {}, {}};
  for (const Hit& hit : hits) {
    const Span span = views->Original(hit.view, hit.place.begin, hit.place.end);
    const std::string_view folded =
        std::string_view(views->Text(hit.view)).substr(hit.place.begin, hit.place.end - hit.place.begin);
    if (match.folded.empty() && views->original().substr(span.begin, span.end - span.begin) != folded)
      match.folded = folded;
    match.spans.push_back(span);
  }
  match.spans = Merged(std::move(match.spans));
  return match;
}

}  // namespace

std::vector<Match> MatchAll(const Program& program, const Message& message) {
  thread_local TextViews views;
  thread_local Gates gates;
  thread_local std::vector<std::uint32_t> awake;
  views.Reset(program, message.text);
  gates.Reset(program.gates);
  awake.assign(program.always.begin(), program.always.end());
  for (std::size_t v = 0; v < program.views.size(); ++v) {
    const View& view = program.views[v];
    if (view.finder.empty()) continue;
    view.finder.Find(views.Text(v), [&](std::uint32_t literal, std::size_t, std::size_t) {
      for (const View::Wake& wake : view.wakes[literal]) {
        gates.Open(wake.gate);
        if (awake.empty() || awake.back() != wake.rule) awake.push_back(wake.rule);
      }
    });
  }
  std::sort(awake.begin(), awake.end());
  awake.erase(std::unique(awake.begin(), awake.end()), awake.end());
  std::vector<Match> matches;
  for (const std::uint32_t index : awake) {
    const CompiledRule& rule = program.rules[index];
    if (!InScope(rule, message)) continue;
    Evaluation evaluation(rule, gates, &views);
    if (evaluation.Fires()) matches.push_back(Describe(index, evaluation.hits(), &views));
  }
  return matches;
}

}  // namespace custos::rules
