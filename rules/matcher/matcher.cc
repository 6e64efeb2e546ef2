// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/matcher.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "rules/matcher/evaluation.h"
#include "rules/matcher/text_views.h"

namespace custos::rules {
namespace {

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

std::string_view FoldedPlace(const Hit& hit, TextViews* views) {
  return views->Text(hit.view).substr(hit.begin, hit.end - hit.begin);
}

Match Describe(std::uint32_t rule, const std::vector<Hit>& hits, TextViews* views) {
  Match match{rule, {}, {}};
  for (const Hit& hit : hits) {
    if (hit.view == Hit::kNoText) continue;
    const Span span = views->Original(hit.view, hit.begin, hit.end);
    const std::string_view folded = FoldedPlace(hit, views);
    if (match.folded.empty() && views->original().substr(span.begin, span.end - span.begin) != folded)
      match.folded = folded;
    match.spans.push_back(span);
  }
  match.spans = Merged(std::move(match.spans));
  return match;
}

std::vector<SelectionMatch> DescribeSelections(const std::vector<Hit>& hits, TextViews* views) {
  std::map<std::uint32_t, SelectionMatch> by_selection;
  for (const Hit& hit : hits) {
    SelectionMatch& match = by_selection[hit.selection];
    match.selection = hit.selection;
    if (hit.view == Hit::kNoText) continue;
    match.spans.push_back(views->Original(hit.view, hit.begin, hit.end));
    match.folded.emplace_back(FoldedPlace(hit, views));
  }
  std::vector<SelectionMatch> matches;
  for (auto& [selection, match] : by_selection) matches.push_back(std::move(match));
  return matches;
}

// What a thread keeps from message to message.
struct Scratch {
  TextViews views;
  Gates gates;
  Presence presence;
  FieldReader fields;
  Scores scores;
  std::vector<std::uint32_t> opened;
  std::vector<std::uint32_t> awake;
};

// The rules whose words are in the text, ascending.
const std::vector<std::uint32_t>& WokenRules(const Program& program, Scratch* s) {
  s->gates.Reset(program.gates);
  s->opened.clear();
  for (std::size_t v = 0; v < program.views.size(); ++v) {
    const View& view = program.views[v];
    if (view.finder.empty()) continue;
    view.finder.Find(s->views.Text(v), [&](std::uint32_t literal, std::size_t, std::size_t) {
      for (std::uint32_t i = view.gate_begin[literal]; i < view.gate_begin[literal + 1]; ++i) {
        if (s->gates.Open(view.gates[i])) s->opened.push_back(view.gates[i]);
      }
    });
  }
  for (const ScoreGate& gate : program.score_gates) {
    if (gate.Opens(s->scores.Of(gate.view)) && s->gates.Open(gate.gate)) s->opened.push_back(gate.gate);
  }
  s->awake.clear();
  if (!program.always.empty()) s->awake = program.always;
  for (const std::uint32_t gate : s->opened) {
    for (std::uint32_t i = program.wake_begin[gate]; i < program.wake_begin[gate + 1]; ++i) {
      if (!s->gates.IsShut(program.wakes[i].also)) s->awake.push_back(program.wakes[i].rule);
    }
  }
  if (s->awake.size() < 2) return s->awake;
  std::sort(s->awake.begin(), s->awake.end());
  s->awake.erase(std::unique(s->awake.begin(), s->awake.end()), s->awake.end());
  return s->awake;
}

Scratch& ThreadScratch() {
  thread_local Scratch scratch;
  return scratch;
}

// Folds the text, wakes the rules whose words are in it and calls fired(rule, hits, views) for each one that fires.
template <class Fired>
void ForEachFiring(const Program& program, const Message& message, const Facts& facts, Fired&& fired) {
  Scratch& scratch = ThreadScratch();
  scratch.views.Reset(program, message.text);
  scratch.scores.Reset(program, &scratch.views, message.role);
  const std::vector<std::uint32_t>& woken = WokenRules(program, &scratch);
  if (woken.empty()) return;
  scratch.presence.Reset(program, &scratch.views);
  scratch.fields.Reset(message, facts);
  const Case subject{message,        facts,           scratch.gates,     program.calendar,
                     &scratch.views, &scratch.fields, &scratch.presence, &scratch.scores};
  for (const std::uint32_t index : woken) {
    const CompiledRule& rule = program.rules[index];
    if (!InScope(rule, subject) || QuickVerdict(rule, subject) == Verdict::kNo) continue;
    Evaluation evaluation(rule, subject);
    if (evaluation.Fires()) fired(index, evaluation.hits(), &scratch.views);
  }
}

}  // namespace

std::vector<Match> MatchAll(const Program& program, const Message& message, const Facts& facts) {
  std::vector<Match> matches;
  ForEachFiring(program, message, facts, [&](std::uint32_t rule, const std::vector<Hit>& hits, TextViews* views) {
    matches.push_back(Describe(rule, hits, views));
  });
  return matches;
}

std::vector<Match> MatchAll(const Program& program, const Message& message) {
  return MatchAll(program, message, FactsOf(message));
}

std::vector<ExplainedMatch> ExplainAll(const Program& program, const Message& message, const Facts& facts) {
  std::vector<ExplainedMatch> matches;
  ForEachFiring(program, message, facts, [&](std::uint32_t rule, const std::vector<Hit>& hits, TextViews* views) {
    matches.push_back({Describe(rule, hits, views), DescribeSelections(hits, views)});
  });
  return matches;
}

void FiringRules(const Program& program, const Message& message, const Facts& facts, const FoldedText& text,
                 std::vector<std::uint32_t>* rules) {
  Scratch& scratch = ThreadScratch();
  scratch.views.Reset(program, text.original);
  for (std::size_t v = 0; v < text.views.size(); ++v) scratch.views.Preset(v, text.views[v]);
  scratch.scores.Reset(program, &scratch.views, message.role);
  rules->clear();
  const std::vector<std::uint32_t>& woken = WokenRules(program, &scratch);
  if (woken.empty()) return;
  scratch.presence.Reset(program, &scratch.views);
  scratch.fields.Reset(message, facts);
  const Case subject{message,        facts,           scratch.gates,     program.calendar,
                     &scratch.views, &scratch.fields, &scratch.presence, &scratch.scores};
  for (const std::uint32_t index : woken) {
    const CompiledRule& rule = program.rules[index];
    if (!InScope(rule, subject)) continue;
    Verdict verdict = QuickVerdict(rule, subject);
    if (verdict == Verdict::kMaybe) verdict = Evaluation(rule, subject).Fires() ? Verdict::kYes : Verdict::kNo;
    if (verdict == Verdict::kYes) rules->push_back(index);
  }
}

}  // namespace custos::rules
