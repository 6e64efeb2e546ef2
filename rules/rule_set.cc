// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_set.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "rules/loader/compiler.h"
#include "rules/loader/example_reader.h"
#include "rules/loader/fold_names.h"
#include "rules/loader/pack_directory.h"
#include "rules/loader/reader.h"
#include "rules/matcher/matcher.h"
#include "rules/stream/event_examples.h"

namespace custos::rules {
namespace {

// Part of the digest: raised when folding or matching changes, so that the digest says how messages were judged.
constexpr std::string_view kEngineVersion = "custos-rules-2";

Digest DigestOf(const PackFiles& files) {
  std::string all(kEngineVersion);
  for (const auto& [path, content] : files) {
    all += '\0';
    all += path;
    all += '\0';
    all += AsBytes(Sha256(content));
  }
  return Sha256(all);
}

}  // namespace

struct RuleSet::State {
  Digest digest{};
  std::string name;
  std::string version;
  std::vector<RuleInfo> rules;
  std::vector<CategoryInfo> categories;
  std::vector<Correlation> correlations;
  JoinSettings join;
  std::vector<std::vector<Reason>> selections;  ///< by rule and selection, without places
  Program program;
};

namespace {

Finding ToFinding(const RuleInfo& info, Match match) {
  Finding finding;
  finding.rule_id = info.id;
  finding.rule_version = info.version;
  finding.category = info.category;
  finding.severity = info.severity;
  finding.spans = std::move(match.spans);
  finding.folded = std::move(match.folded);
  return finding;
}

std::vector<Reason> ReasonsOf(const RuleDefinition& rule) {
  std::vector<Reason> reasons;
  for (const auto& selection : rule.selections) {
    const bool text = !selection.field;
    reasons.push_back(
        {selection.name, selection.field_name, text ? FoldNames(selection.fold) : std::vector<std::string>(), {}, {}});
  }
  return reasons;
}

// Runs every rule's own examples against the compiled program.
std::size_t RunExamples(const PackDefinition& pack, const Program& program, LoadReport* report) {
  std::size_t count = 0;
  std::vector<std::uint32_t> firing;
  for (std::size_t i = 0; i < pack.rules.size(); ++i) {
    const RuleDefinition& rule = pack.rules[i];
    if (rule.info.status == "deprecated") continue;
    for (const Example& example : rule.examples) {
      ++count;
      const Message message = ExampleMessage(rule.scope, example, pack.calendar);
      const Facts facts = ExampleFacts(rule.scope, example, message);
      FiringRules(program, message, facts, {message.text, {}}, &firing);
      const bool hit = std::binary_search(firing.begin(), firing.end(), i);
      if (hit != example.hit) {
        report->Add("rule.example_failed", example.place,
                    hit ? "an example that must be left alone was found" : "an example that must be found was not");
      }
    }
  }
  return count;
}

}  // namespace

RuleSet::RuleSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
RuleSet::~RuleSet() = default;

LoadResult RuleSet::Load(const std::string& directory, const std::string& local) {
  LoadReport report;
  auto files = ReadPackDirectory(directory, &report);
  if (files && !local.empty()) ReadOverlay(local, &*files, &report);
  if (!files || !report.ok()) return {nullptr, nullptr, std::move(report), 0};
  return Load(*files);
}

LoadResult RuleSet::Load(const PackFiles& files) {
  LoadResult result;
  try {
    PackDefinition pack = ReadPack(files, &result.report);
    auto state = std::make_unique<State>();
    state->program = Compile(pack, &result.report);
    if (!result.report.ok()) return result;
    result.examples = RunExamples(pack, state->program, &result.report);
    state->digest = DigestOf(files);
    state->name = std::move(pack.name);
    state->version = std::move(pack.version);
    state->categories = std::move(pack.categories);
    for (auto& rule : pack.rules) {
      state->selections.push_back(ReasonsOf(rule));
      state->rules.push_back(std::move(rule.info));
    }
    for (const auto& definition : pack.correlations) {
      Correlation correlation = definition.correlation;
      correlation.rule = state->rules.size();
      if (definition.info.status != "deprecated") state->correlations.push_back(std::move(correlation));
      state->rules.push_back(definition.info);
    }
    state->join = pack.join;
    result.compiled.reset(new RuleSet(std::move(state)));
    result.examples += RunEventExamples(pack.correlations, result.compiled, &result.report);
    if (result.report.ok()) result.rules = result.compiled;
  } catch (const std::exception& fault) {
    result.report.Add("pack.internal", {}, fault.what());
  }
  return result;
}

std::vector<Finding> RuleSet::Judge(const Message& message, const Facts& facts) const {
  std::vector<Finding> findings;
  for (Match& match : MatchAll(state_->program, message, facts)) {
    findings.push_back(ToFinding(state_->rules[match.rule], std::move(match)));
  }
  return findings;
}

std::vector<Finding> RuleSet::Judge(const Message& message) const { return Judge(message, FactsOf(message)); }

std::vector<Explanation> RuleSet::Explain(const Message& message, const Facts& facts) const {
  std::vector<Explanation> explanations;
  for (ExplainedMatch& explained : ExplainAll(state_->program, message, facts)) {
    const auto& selections = state_->selections[explained.match.rule];
    Explanation explanation{ToFinding(state_->rules[explained.match.rule], std::move(explained.match)), {}};
    for (SelectionMatch& match : explained.selections) {
      Reason reason = selections[match.selection];
      reason.spans = std::move(match.spans);
      reason.folded = std::move(match.folded);
      explanation.reasons.push_back(std::move(reason));
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

const RuleInfo* RuleSet::Find(std::string_view rule_id) const {
  const auto& rules = state_->rules;
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const RuleInfo& rule) { return rule.id == rule_id; });
  return found == rules.end() ? nullptr : &*found;
}

const Digest& RuleSet::digest() const { return state_->digest; }
const std::string& RuleSet::name() const { return state_->name; }
const std::string& RuleSet::version() const { return state_->version; }
const std::vector<RuleInfo>& RuleSet::rules() const { return state_->rules; }
const std::vector<CategoryInfo>& RuleSet::categories() const { return state_->categories; }
const std::vector<Correlation>& RuleSet::correlations() const { return state_->correlations; }
const JoinSettings& RuleSet::join() const { return state_->join; }

}  // namespace custos::rules
