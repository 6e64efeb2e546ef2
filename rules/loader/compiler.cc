// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/compiler.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/text/fold.h"
#include "rules/loader/list_reader.h"
#include "rules/loader/pattern.h"
#include "rules/loader/regex_tree.h"
#include "rules/loader/required_literals.h"
#include "rules/loader/score_wanted.h"

namespace custos::rules {
namespace {

// Expected hits per character. A gate above the one is open too often to be worth its place; below the other it is
// watched even when no rule waits for it.
constexpr double kCommon = 0.05;
constexpr double kRare = 0.02;
constexpr double kScored = 0.0001;       // a score is high in few messages
constexpr std::size_t kMaxMerged = 256;  // literals of a gate made of several

std::string FoldWord(const std::string& word, std::uint32_t fold, const VariantRewriter& variants) {
  text::Folded folded = text::Fold(word, fold & ~kFoldVariants, false);
  if (fold & kFoldVariants) variants.Apply(&folded);
  return std::move(folded.text);
}

// Collects what all rules need and builds the program at the end.
class Compiler {
 public:
  Compiler(const PackDefinition& pack, LoadReport* report) : pack_(pack), report_(*report) {}

  Program Run() {
    CompileVariants();
    program_.calendar = pack_.calendar;
    program_.score = pack_.score;
    for (const auto& rule : pack_.rules) CompileRule(rule);
    FinishPatterns();
    return std::move(program_);
  }

 private:
  void CompileVariants() {
    const auto fold = [](const std::string& s) {
      return text::Fold(s, text::kFoldSeparators | text::kFoldNumerals, false).text;
    };
    std::vector<VariantRewriter::Entry> entries;
    for (const auto& variant : pack_.variants) {
      auto written = fold(variant.written);
      auto word = fold(variant.word);
      if (!written.empty() && written != word) entries.push_back({std::move(written), std::move(word)});
    }
    Keywords keywords;
    for (const auto& word : pack_.keywords.words) keywords.words.push_back(fold(word));
    for (const auto& [written, of] : pack_.keywords.stand_ins) keywords.stand_ins.emplace_back(fold(written), fold(of));
    for (const auto& [character, name] : pack_.keywords.readings) keywords.readings.emplace_back(fold(character), name);
    for (const auto& text : pack_.keywords.ordinary) keywords.ordinary.insert(fold(text));
    program_.variants = VariantRewriter(std::move(entries), KeywordFinder(std::move(keywords)));
  }

  void CompileRule(const RuleDefinition& definition) {
    CompiledRule rule;
    rule.scope = ScopeCheck(definition.scope);
    rule.condition = definition.condition;
    CheapestFirst(&rule.condition);
    needed_.clear();
    for (const auto& selection : definition.selections) {
      rule.selections.push_back(CompileSelection(selection));
      needed_.push_back(NeededBy(rule.selections.back()));
    }
    if (!definition.allow.patterns.empty()) rule.allow.push_back(CompileSelection(definition.allow));
    for (const auto& allow : definition.more_allow) rule.allow.push_back(CompileSelection(allow));
    if (definition.info.status != "deprecated") WakeBy(definition, &rule);
    program_.rules.push_back(std::move(rule));
  }

  // What must be absent is looked for last: it is often long, and seldom decides.
  static void CheapestFirst(Expression* e) {
    for (auto& child : e->children) CheapestFirst(&child);
    std::stable_partition(e->children.begin(), e->children.end(),
                          [](const Expression& child) { return child.op != Expression::Op::kNot; });
  }

  CompiledSelection CompileSelection(const Selection& selection) {
    CompiledSelection compiled;
    compiled.needed = selection.all ? selection.patterns.size() : std::max<std::size_t>(selection.min, 1);
    if (selection.field) {
      compiled.field = CompileField(selection);
      return compiled;
    }
    compiled.view = ViewFor(selection.fold);
    for (const auto& pattern : selection.patterns) compiled.patterns.push_back(CompilePattern(pattern, selection.fold));
    return compiled;
  }

  std::unique_ptr<FieldCheck> CompileField(const Selection& selection) {
    std::vector<std::string> texts;
    for (const auto& pattern : selection.patterns) texts.push_back(pattern.text);
    std::string unknown;
    std::vector<std::string> operands = ExpandLists(texts, pack_.lists, &unknown), faults;
    if (!unknown.empty()) faults.push_back("lists.yaml has no list named \"" + unknown + "\"");
    const std::size_t needed = selection.all ? operands.size() : selection.min;
    auto check =
        std::make_unique<FieldCheck>(*selection.field, selection.comparison, std::move(operands), needed, &faults);
    for (const auto& fault : faults) report_.Add("rule.field", selection.place, selection.field_name + ": " + fault);
    return check;
  }

  std::size_t ViewFor(std::uint32_t fold) {
    for (std::size_t v = 0; v < program_.views.size(); ++v) {
      if (program_.views[v].fold == fold) return v;
    }
    program_.views.emplace_back();
    program_.views.back().fold = fold;
    return program_.views.size() - 1;
  }

  CompiledPattern CompilePattern(const Pattern& pattern, std::uint32_t fold) {
    CompiledPattern compiled;
    compiled.kind = pattern.kind;
    if (pattern.kind == PatternKind::kDigits) {
      const auto kind = ParseDigitKind(pattern.text);
      if (!kind) report_.Add("pattern.digits", pattern.place, "no kind of number is named \"" + pattern.text + "\"");
      compiled.digits = kind.value_or(DigitKind::kIdentityCard);
    } else if (pattern.kind == PatternKind::kRegex || pattern.kind == PatternKind::kPattern) {
      compiled.regex = CompileRegex(pattern, fold);
    } else if (pattern.kind == PatternKind::kScore) {
      compiled.gates[0] = ScoreGateFor(pattern, ViewFor(fold));
    } else {
      compiled.literal = FoldWord(pattern.text, fold, program_.variants);
      if (compiled.literal.empty())
        report_.Add("pattern.empty", pattern.place, "nothing is left of this after folding");
    }
    return compiled;
  }

  std::unique_ptr<LazyRegex> CompileRegex(const Pattern& pattern, std::uint32_t fold) {
    std::string fault;
    std::optional<std::string> expanded = pattern.text;
    if (pattern.kind == PatternKind::kPattern) expanded = ExpandPattern(pattern.text, pack_.words, &fault);
    if (!expanded) {
      report_.Add("pattern.macro", pattern.place, fault);
      expanded.emplace();
    }
    auto regex = std::make_unique<LazyRegex>(FoldRegex(*expanded, (fold & text::kFoldNumerals) != 0));
    const auto tree = ParseRegex(regex->pattern());
    bool empty = tree && MatchesEmpty(*tree);
    if (!tree || !IsSmall(*tree)) {
      const auto tried = regex->Make();
      const bool large = tried->error_code() == re2::RE2::ErrorPatternTooLarge;
      if (!tried->ok()) report_.Add(large ? "pattern.too_large" : "pattern.regex", pattern.place, tried->error());
      empty = tried->ok() && tried->Match("", 0, 0, re2::RE2::UNANCHORED, nullptr, 0);
    }
    if (empty) report_.Add("pattern.matches_nothing", pattern.place, "the expression also matches an empty text");
    return regex;
  }

  // "kickback", or "kickback>1.5" for more than the usual certainty.
  std::uint32_t ScoreGateFor(const Pattern& pattern, std::size_t view) {
    const auto wanted = ParseScore(pattern.text);
    if (!wanted) {
      report_.Add("score.wanted", pattern.place, "expected a class, or a class, > or < and a number");
    } else if (!pack_.score) {
      report_.Add("score.missing", pattern.place, "the pack has no score.tsv");
    } else {
      const auto& classes = pack_.score->classes();
      const auto found = std::find(classes.begin(), classes.end(), wanted->kind);
      const bool any = wanted->kind == "any";
      if (found == classes.end() && !any) report_.Add("score.class", pattern.place, "the score has no such class");
      const auto kind = any ? ScoreGate::kAnyKind : static_cast<std::size_t>(found - classes.begin());
      const auto gate = static_cast<std::uint32_t>(gate_infos_.size());
      gate_infos_.push_back({view, {}, true});
      program_.score_gates.push_back({view, kind, wanted->limit, wanted->below, gate});
      return gate;
    }
    return kNoGate;
  }

  // One of these gates is open in every text for which a part of a rule holds.
  struct Clause {
    std::vector<std::uint32_t> gates;
    double hits = 0;  // expected per character
  };
  using Needed = std::vector<Clause>;  // all clauses, rarest first; none: nothing is known

  struct GateInfo {
    std::size_t view = 0;
    LiteralSet literals;
    bool used = false;
  };

  std::uint32_t GateFor(std::size_t view, const LiteralSet& literals) {
    const auto [known, is_new] =
        gate_ids_.try_emplace({view, literals}, static_cast<std::uint32_t>(gate_infos_.size()));
    if (is_new) gate_infos_.push_back({view, literals, false});
    return known->second;
  }

  Needed NeededBy(CompiledPattern& pattern, std::size_t view) {
    std::vector<LiteralSet> sets;
    if (pattern.kind == PatternKind::kScore && pattern.gates[0] != kNoGate) return {{{pattern.gates[0]}, kScored}};
    if (!pattern.literal.empty()) sets.push_back({pattern.literal});
    if (pattern.regex) {
      if (const auto tree = ParseRegex(pattern.regex->pattern())) sets = RequiredLiterals(*tree);
    }
    Needed needed;
    for (std::size_t i = 0; i < sets.size() && i < pattern.gates.size(); ++i) {
      pattern.gates[i] = GateFor(view, sets[i]);
      needed.push_back({{pattern.gates[i]}, ExpectedHits(sets[i])});
    }
    return needed;
  }

  Needed NeededBy(CompiledSelection& selection) {
    if (selection.field) return {};
    std::vector<Needed> parts;
    for (auto& pattern : selection.patterns) parts.push_back(NeededBy(pattern, selection.view));
    return selection.needed == selection.patterns.size() ? All(std::move(parts)) : OneOf(std::move(parts));
  }

  static Needed All(std::vector<Needed> parts) {
    Needed all;
    for (auto& part : parts) std::move(part.begin(), part.end(), std::back_inserter(all));
    std::stable_sort(all.begin(), all.end(), [](const Clause& a, const Clause& b) { return a.hits < b.hits; });
    return all;
  }

  // The rarest of every part together, then the second rarest, as far as every part has one.
  static Needed OneOf(std::vector<Needed> parts) {
    Needed all;
    std::size_t common = parts.empty() ? 0 : parts.front().size();
    for (const auto& part : parts) common = std::min(common, part.size());
    for (std::size_t i = 0; i < common; ++i) {
      Clause clause;
      for (const auto& part : parts) {
        clause.hits += part[i].hits;
        clause.gates.insert(clause.gates.end(), part[i].gates.begin(), part[i].gates.end());
      }
      all.push_back(std::move(clause));
    }
    return all;
  }

  Needed NeededBy(const Expression& e) const {
    if (e.op == Expression::Op::kSelection) {
      // A rule at fault may have a condition without its selections; it was reported, and is never judged.
      return e.selection < needed_.size() ? needed_[e.selection] : Needed();
    }
    if (e.op == Expression::Op::kNot) return {};
    std::vector<Needed> parts;
    for (const auto& child : e.children) parts.push_back(NeededBy(child));
    const bool every =
        e.op == Expression::Op::kAnd || (e.op == Expression::Op::kAtLeast && e.count == e.children.size());
    return every ? All(std::move(parts)) : OneOf(std::move(parts));
  }

  void WakeBy(const RuleDefinition& definition, CompiledRule* rule) {
    const auto index = static_cast<std::uint32_t>(program_.rules.size());
    const Needed needed = NeededBy(rule->condition);
    if (needed.empty()) {
      program_.always.push_back(index);
      const bool meant = std::any_of(rule->selections.begin(), rule->selections.end(), [](const auto& selection) {
        return selection.field || std::any_of(selection.patterns.begin(), selection.patterns.end(),
                                              [](const auto& p) { return p.kind == PatternKind::kDigits; });
      });
      if (!meant) {
        report_.Warn("rule.no_literal", definition.place,
                     "no word must be present for this rule, so it is tried on every message");
      }
    } else {
      const std::uint32_t also = needed.size() > 1 ? Merged(needed[1]) : kNoGate;
      for (const std::uint32_t gate : needed.front().gates) {
        gate_infos_[gate].used = true;
        wakes_[gate].push_back({index, also});
      }
    }
    UseRareGates(rule);
  }

  // One gate for a clause; kNoGate when it would be too common or too large to pay.
  std::uint32_t Merged(const Clause& clause) {
    if (clause.hits > kCommon) return kNoGate;
    std::uint32_t merged = clause.gates.front();
    if (clause.gates.size() > 1) {
      LiteralSet all;
      for (const std::uint32_t gate : clause.gates) {
        if (gate_infos_[gate].view != gate_infos_[merged].view) return kNoGate;
        if (gate_infos_[gate].literals.empty()) return kNoGate;  // a score
        all.insert(all.end(), gate_infos_[gate].literals.begin(), gate_infos_[gate].literals.end());
      }
      if (all.size() > kMaxMerged) return kNoGate;
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
      merged = GateFor(gate_infos_[merged].view, all);
    }
    gate_infos_[merged].used = true;
    return merged;
  }

  // Beside the gates that wake rules, those are watched that keep a pattern from being tried.
  void UseRareGates(CompiledRule* rule) {
    for (auto& selection : rule->selections) {
      for (auto& pattern : selection.patterns) {
        if (!pattern.regex) continue;
        for (const std::uint32_t gate : pattern.gates) {
          if (gate != kNoGate && ExpectedHits(gate_infos_[gate].literals) < kRare) gate_infos_[gate].used = true;
        }
      }
    }
  }

  // Patterns keep the gates that are watched and get their program for the position matcher.
  void FinishPatterns() {
    std::vector<std::uint32_t> numbers(gate_infos_.size(), kNoGate);
    for (std::size_t gate = 0; gate < gate_infos_.size(); ++gate) {
      if (gate_infos_[gate].used) numbers[gate] = program_.gates++;
    }
    for (auto& rule : program_.rules) {
      for (auto& selection : rule.selections) {
        for (auto& pattern : selection.patterns) FinishPattern(numbers, &pattern);
      }
      for (auto& selection : rule.allow) {
        for (auto& pattern : selection.patterns) FinishPattern(numbers, &pattern);
      }
    }
    for (ScoreGate& gate : program_.score_gates) gate.gate = numbers[gate.gate];
    FinishWakes(numbers);
    FinishViews(numbers);
    program_.positions.Seal();
  }

  void FinishPattern(const std::vector<std::uint32_t>& numbers, CompiledPattern* pattern) {
    GateList kept{kNoGate, kNoGate, kNoGate};
    std::size_t count = 0;
    for (const std::uint32_t gate : pattern->gates) {
      if (gate != kNoGate && numbers[gate] != kNoGate) kept[count++] = numbers[gate];
    }
    pattern->gates = kept;
    const bool by_gate = pattern->kind == PatternKind::kContains || pattern->kind == PatternKind::kScore;
    pattern->gate_decides = by_gate && count > 0;
    if (const auto tree = TreeOf(*pattern); tree && !pattern->gate_decides) {
      pattern->root = program_.positions.Add(*tree);
    }
  }

  static std::optional<RegexNode> TreeOf(const CompiledPattern& pattern) {
    if (pattern.regex) return ParseRegex(pattern.regex->pattern());
    const std::string quoted = QuoteRegex(pattern.literal);
    switch (pattern.kind) {
      case PatternKind::kContains: return ParseRegex(quoted);
      case PatternKind::kStartsWith: return ParseRegex('^' + quoted);
      case PatternKind::kEndsWith: return ParseRegex(quoted + '$');
      default: return std::nullopt;
    }
  }

  void FinishWakes(const std::vector<std::uint32_t>& numbers) {
    std::vector<std::vector<Wake>> by_gate(program_.gates);
    for (const auto& [gate, wakes] : wakes_) {
      for (Wake wake : wakes) {
        if (wake.also != kNoGate) wake.also = numbers[wake.also];
        by_gate[numbers[gate]].push_back(wake);
      }
    }
    program_.wake_begin.assign(1, 0);
    for (const auto& wakes : by_gate) {
      program_.wakes.insert(program_.wakes.end(), wakes.begin(), wakes.end());
      program_.wake_begin.push_back(static_cast<std::uint32_t>(program_.wakes.size()));
    }
  }

  void FinishViews(const std::vector<std::uint32_t>& numbers) {
    std::vector<std::map<std::string, std::vector<std::uint32_t>>> words(program_.views.size());
    for (std::size_t gate = 0; gate < gate_infos_.size(); ++gate) {
      if (numbers[gate] == kNoGate) continue;
      for (const auto& literal : gate_infos_[gate].literals) {
        words[gate_infos_[gate].view][literal].push_back(numbers[gate]);
      }
    }
    for (std::size_t v = 0; v < program_.views.size(); ++v) {
      View& view = program_.views[v];
      std::vector<LiteralFinder::Literal> literals;
      view.gate_begin.assign(1, 0);
      for (auto& [word, gates] : words[v]) {
        literals.push_back({word, static_cast<std::uint32_t>(literals.size())});
        view.gates.insert(view.gates.end(), gates.begin(), gates.end());
        view.gate_begin.push_back(static_cast<std::uint32_t>(view.gates.size()));
      }
      view.finder = LiteralFinder(std::move(literals));
    }
  }

  const PackDefinition& pack_;
  LoadReport& report_;
  Program program_;
  std::vector<Needed> needed_;  // of the rule being compiled, by selection
  std::map<std::pair<std::size_t, LiteralSet>, std::uint32_t> gate_ids_;
  std::vector<GateInfo> gate_infos_;
  std::map<std::uint32_t, std::vector<Wake>> wakes_;  // by gate
};

}  // namespace

Program Compile(const PackDefinition& pack, LoadReport* report) { return Compiler(pack, report).Run(); }

}  // namespace custos::rules
