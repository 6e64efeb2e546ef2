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

std::string_view FoldedText(const Hit& hit, TextViews* views) {
  return std::string_view(views->Text(hit.view)).substr(hit.begin, hit.end - hit.begin);
}

Match Describe(std::uint32_t rule, const std::vector<Hit>& hits, TextViews* views) {
  Match match{rule, {}, {}};
  for (const Hit& hit : hits) {
    if (hit.view == Hit::kNoText) continue;
    const Span span = views->Original(hit.view, hit.begin, hit.end);
    const std::string_view folded = FoldedText(hit, views);
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
    match.folded.emplace_back(FoldedText(hit, views));
  }
  std::vector<SelectionMatch> matches;
  for (auto& [selection, match] : by_selection) matches.push_back(std::move(match));
  return matches;
}

// Folds the text, wakes the rules whose words are in it and calls fired(rule, hits, views) for each one that fires.
template <class Fired>
void ForEachFiring(const Program& program, const Message& message, const Facts& facts, Fired&& fired) {
  thread_local TextViews views;
  thread_local Gates gates;
  thread_local FieldReader fields;
  thread_local std::vector<std::uint32_t> awake;
  views.Reset(program, message.text);
  gates.Reset(program.gates);
  fields.Reset(message, facts);
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
  const Case subject{message, facts, gates, program.calendar, &views, &fields};
  for (const std::uint32_t index : awake) {
    const CompiledRule& rule = program.rules[index];
    if (!InScope(rule, subject)) continue;
    Evaluation evaluation(rule, subject);
    if (evaluation.Fires()) fired(index, evaluation.hits(), &views);
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

}  // namespace custos::rules
