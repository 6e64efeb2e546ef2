// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/compiler.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/text/fold.h"
#include "rules/loader/list_reader.h"
#include "rules/loader/pattern.h"
#include "rules/loader/required_literals.h"

namespace custos::rules {
namespace {

constexpr std::int64_t kRegexMemory = 4 << 20;  // bytes of automaton per expression before RE2 starts over

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
    for (const auto& rule : pack_.rules) CompileRule(rule);
    for (std::size_t v = 0; v < program_.views.size(); ++v) FinishView(v);
    return std::move(program_);
  }

 private:
  void CompileVariants() {
    std::vector<VariantRewriter::Entry> entries;
    for (const auto& variant : pack_.variants) {
      auto written = text::Fold(variant.written, text::kFoldSeparators | text::kFoldNumerals, false).text;
      auto word = text::Fold(variant.word, text::kFoldSeparators | text::kFoldNumerals, false).text;
      if (!written.empty() && written != word) entries.push_back({std::move(written), std::move(word)});
    }
    program_.variants = VariantRewriter(std::move(entries));
  }

  void CompileRule(const RuleDefinition& definition) {
    CompiledRule rule;
    rule.scope = ScopeCheck(definition.scope);
    rule.condition = definition.condition;
    needed_.clear();
    for (const auto& selection : definition.selections) {
      rule.selections.push_back(CompileSelection(selection));
      needed_.push_back(NeededBy(rule.selections.back()));
    }
    if (!definition.allow.patterns.empty()) rule.allow.push_back(CompileSelection(definition.allow));
    for (const auto& allow : definition.more_allow) rule.allow.push_back(CompileSelection(allow));
    if (definition.info.status != "deprecated") Wake(definition, rule);
    program_.rules.push_back(std::move(rule));
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
    } else {
      compiled.literal = FoldWord(pattern.text, fold, program_.variants);
      if (compiled.literal.empty())
        report_.Add("pattern.empty", pattern.place, "nothing is left of this after folding");
    }
    return compiled;
  }

  std::unique_ptr<re2::RE2> CompileRegex(const Pattern& pattern, std::uint32_t fold) {
    std::string fault;
    std::optional<std::string> expanded = pattern.text;
    if (pattern.kind == PatternKind::kPattern) expanded = ExpandPattern(pattern.text, pack_.words, &fault);
    if (!expanded) {
      report_.Add("pattern.macro", pattern.place, fault);
      expanded.emplace();
    }
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(kRegexMemory);
    options.set_never_nl(false);
    auto regex = std::make_unique<re2::RE2>(FoldRegex(*expanded, (fold & text::kFoldNumerals) != 0), options);
    if (!regex->ok()) {
      report_.Add("pattern.regex", pattern.place, regex->error());
    } else if (regex->Match("", 0, 0, re2::RE2::UNANCHORED, nullptr, 0)) {
      report_.Add("pattern.matches_nothing", pattern.place, "the expression also matches an empty text");
    }
    return regex;
  }

  // Literals of which a text needs one before a selection can hold, and the text they are looked for in.
  struct Needed {
    struct Literal {
      std::size_t view = 0;
      std::string text;
      std::uint32_t gate = 0;
    };
    std::vector<Literal> literals;
    double hits = 0;
  };

  std::optional<Needed> NeededBy(CompiledPattern& pattern, std::size_t view) {
    std::optional<LiteralSet> set;
    if (pattern.kind == PatternKind::kDigits) return std::nullopt;
    if (pattern.regex) {
      set = RequiredLiterals(pattern.regex->pattern());
    } else if (!pattern.literal.empty()) {
      set = LiteralSet{pattern.literal};
    }
    if (!set) return std::nullopt;
    Needed needed{{}, ExpectedHits(*set)};
    pattern.gate = program_.gates++;
    for (auto& literal : *set) needed.literals.push_back({view, std::move(literal), pattern.gate});
    return needed;
  }

  std::optional<Needed> NeededBy(CompiledSelection& selection) {
    if (selection.field) return std::nullopt;
    std::vector<std::optional<Needed>> parts;
    for (auto& pattern : selection.patterns) parts.push_back(NeededBy(pattern, selection.view));
    return selection.needed == selection.patterns.size() ? Rarest(std::move(parts)) : Union(std::move(parts));
  }

  static std::optional<Needed> Rarest(std::vector<std::optional<Needed>> parts) {
    std::optional<Needed> best;
    for (auto& part : parts) {
      if (part && (!best || part->hits < best->hits)) best = std::move(part);
    }
    return best;
  }

  static std::optional<Needed> Union(std::vector<std::optional<Needed>> parts) {
    Needed all;
    for (auto& part : parts) {
      if (!part) return std::nullopt;
      all.hits += part->hits;
      std::move(part->literals.begin(), part->literals.end(), std::back_inserter(all.literals));
    }
    if (parts.empty()) return std::nullopt;
    return all;
  }

  std::optional<Needed> NeededBy(const Expression& e) const {
    if (e.op == Expression::Op::kSelection) return needed_[e.selection];
    if (e.op == Expression::Op::kNot) return std::nullopt;
    std::vector<std::optional<Needed>> parts;
    for (const auto& child : e.children) parts.push_back(NeededBy(child));
    const bool every =
        e.op == Expression::Op::kAnd || (e.op == Expression::Op::kAtLeast && e.count == e.children.size());
    return every ? Rarest(std::move(parts)) : Union(std::move(parts));
  }

  void Wake(const RuleDefinition& definition, CompiledRule& rule) {
    const auto index = static_cast<std::uint32_t>(program_.rules.size());
    const auto needed = NeededBy(rule.condition);
    KeepGates(needed, &rule);
    if (!needed) {
      program_.always.push_back(index);
      const bool meant = std::any_of(rule.selections.begin(), rule.selections.end(), [](const auto& selection) {
        return selection.field || std::any_of(selection.patterns.begin(), selection.patterns.end(),
                                              [](const auto& p) { return p.kind == PatternKind::kDigits; });
      });
      if (!meant) {
        report_.Warn("rule.no_literal", definition.place,
                     "no word must be present for this rule, so it is tried on every message");
      }
      return;
    }
    for (const auto& literal : needed->literals) wakes_[{literal.view, literal.text}].push_back({index, literal.gate});
  }

  // Only patterns whose literals are looked for keep their gate; the others are tried whenever their rule is.
  static void KeepGates(const std::optional<Needed>& needed, CompiledRule* rule) {
    std::set<std::uint32_t> used;
    if (needed) {
      for (const auto& literal : needed->literals) used.insert(literal.gate);
    }
    for (auto& selection : rule->selections) {
      for (auto& pattern : selection.patterns) {
        if (!used.count(pattern.gate)) pattern.gate = kNoGate;
      }
    }
  }

  void FinishView(std::size_t v) {
    View& view = program_.views[v];
    std::vector<LiteralFinder::Literal> literals;
    for (auto it = wakes_.lower_bound({v, ""}); it != wakes_.end() && it->first.first == v; ++it) {
      literals.push_back({it->first.second, static_cast<std::uint32_t>(view.wakes.size())});
      view.wakes.push_back(it->second);
    }
    view.finder = LiteralFinder(std::move(literals));
  }

  const PackDefinition& pack_;
  LoadReport& report_;
  Program program_;
  std::vector<std::optional<Needed>> needed_;  // of the rule being compiled, by selection
  std::map<std::pair<std::size_t, std::string>, std::vector<View::Wake>> wakes_;
};

}  // namespace

Program Compile(const PackDefinition& pack, LoadReport* report) { return Compiler(pack, report).Run(); }

}  // namespace custos::rules
