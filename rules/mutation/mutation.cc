// SPDX-License-Identifier: Apache-2.0
#include "rules/mutation/mutation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/text/utf8.h"
#include "core/text/words.h"
#include "rules/loader/example_reader.h"
#include "rules/loader/reader.h"
#include "rules/mutation/evasions.h"
#include "rules/stream/stream_judge.h"

namespace custos::rules {
namespace {

constexpr TimeMs kBetweenMessages = 5000;

class Mutator {
 public:
  Mutator(const PackDefinition& pack, std::shared_ptr<const RuleSet> rules) : pack_(pack), rules_(std::move(rules)) {}

  RuleMutation Run(const RuleDefinition& rule) {
    mutation_ = {rule.info.id, rule.info.title, std::vector<MutationCount>(Evasions().size() + 1)};
    for (const Example& example : rule.examples) {
      if (!example.hit || example.message.text.empty()) continue;
      message_ = ExampleMessage(rule.scope, example, pack_.calendar);
      facts_ = ExampleFacts(rule.scope, example, message_);
      for (const Finding& finding : rules_->Judge(message_, facts_)) {
        if (finding.rule_id == rule.info.id && !finding.spans.empty()) Disguise(finding);
      }
    }
    return std::move(mutation_);
  }

 private:
  void Disguise(const Finding& finding) {
    const Span whole{finding.spans.front().begin, finding.spans.back().end};
    for (std::size_t e = 0; e < Evasions().size(); ++e) {
      if (Evasions()[e].of_words) {
        for (const Span& span : finding.spans) DisguiseWords(e, span);
      } else {
        Try(e, whole);
      }
    }
    if (rules_->join().messages > 1 && rules_->Find(finding.rule_id)->join) Split(whole);
  }

  void DisguiseWords(std::size_t evasion, const Span& span) {
    const std::string_view stretch = std::string_view(message_.text).substr(span.begin, span.end - span.begin);
    for (const auto& [begin, end] : text::WordsIn(stretch)) {
      Try(evasion, {span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)});
    }
  }

  void Try(std::size_t evasion, const Span& span) {
    const std::string_view text = message_.text;
    const std::string_view stretch = text.substr(span.begin, span.end - span.begin);
    const std::string written = Evasions()[evasion].write(stretch);
    if (written == stretch) return;
    Message message = message_;
    message.text = std::string(text.substr(0, span.begin)) + written + std::string(text.substr(span.end));
    Count(evasion, rules_->Judge(message, facts_));
  }

  // The text as two messages, cut in the middle of what gave it away.
  void Split(const Span& span) {
    std::vector<std::size_t> borders;
    for (std::size_t at = span.begin; at < span.end;) {
      borders.push_back(at);
      text::NextChar(message_.text, &at);
    }
    if (borders.size() < 2) return;
    const std::size_t cut = borders[borders.size() / 2];
    Message first = message_;
    if (first.conversation_key.empty()) first.conversation_key += 'c';
    if (first.from.id.empty()) first.from.id += 's';
    Message second = first;
    first.text.resize(cut);
    second.text.erase(0, cut);
    first.key += '1';
    second.key += '2';
    second.sent_at += kBetweenMessages;
    StreamJudge judge(rules_);
    auto findings = judge.Judge(first, facts_).findings;
    for (auto& finding : judge.Judge(second, facts_).findings) findings.push_back(std::move(finding));
    Count(Evasions().size(), findings);
  }

  void Count(std::size_t evasion, const std::vector<Finding>& findings) {
    MutationCount& count = mutation_.counts[evasion];
    ++count.cases;
    count.found +=
        std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule_id == mutation_.rule_id; });
  }

  const PackDefinition& pack_;
  const std::shared_ptr<const RuleSet> rules_;
  Message message_;
  Facts facts_;
  RuleMutation mutation_;
};

}  // namespace

std::vector<std::string_view> EvasionNames() {
  std::vector<std::string_view> names;
  for (const Evasion& evasion : Evasions()) names.push_back(evasion.name);
  names.push_back("split");
  return names;
}

std::vector<RuleMutation> MutateExamples(const PackFiles& files, LoadReport* report) {
  std::vector<RuleMutation> mutations;
  LoadResult loaded = RuleSet::Load(files);
  *report = std::move(loaded.report);
  if (!loaded.rules) return mutations;
  LoadReport again;
  const PackDefinition pack = ReadPack(files, &again);
  Mutator mutator(pack, loaded.rules);
  for (const RuleDefinition& rule : pack.rules) {
    if (rule.info.status != "deprecated") mutations.push_back(mutator.Run(rule));
  }
  return mutations;
}

}  // namespace custos::rules
