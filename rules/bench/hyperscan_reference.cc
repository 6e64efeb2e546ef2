// SPDX-License-Identifier: Apache-2.0
#include "rules/bench/hyperscan_reference.h"

#include <hs.h>

#include <algorithm>
#include <map>
#include <utility>

#include "rules/loader/pattern.h"

namespace custos::rules {
namespace {

struct DatabaseFree {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct ScratchFree {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};

using Expressions = std::map<std::string, unsigned>;  // to their ids

std::string ExpressionOf(const CompiledPattern& pattern) {
  switch (pattern.kind) {
    case PatternKind::kContains: return QuoteRegex(pattern.literal);
    case PatternKind::kStartsWith: return '^' + QuoteRegex(pattern.literal);
    case PatternKind::kEndsWith: return QuoteRegex(pattern.literal) + "\\z";
    default: return pattern.regex ? pattern.regex->pattern() : std::string();
  }
}

}  // namespace

struct HyperscanReference::State {
  // Where an expression stands: a rule, and the pattern's number among those of all rules.
  struct Use {
    std::uint32_t rule = 0;
    std::uint32_t part = 0;
  };

  explicit State(const Program& p) : program(p) {}

  bool Collect(std::vector<Expressions>* expressions, std::string* fault);
  bool Compile(std::size_t view, const Expressions& expressions, std::string* fault);
  bool Holds(std::uint32_t rule, const Expression& e) const;
  bool Holds(const CompiledRule& rule, std::uint32_t first_part, std::size_t selection) const;
  static int OnMatch(unsigned id, unsigned long long, unsigned long long, unsigned, void* context);

  const Program& program;
  std::vector<std::unique_ptr<hs_database_t, DatabaseFree>> databases;  // by view
  std::unique_ptr<hs_scratch_t, ScratchFree> scratch;
  std::vector<std::vector<Use>> uses;        // by expression
  std::vector<std::uint32_t> first_parts;    // by rule
  std::vector<std::uint32_t> without_words;  // rules that may fire although nothing is found
  std::vector<std::uint32_t> part_stamps, rule_stamps, touched;
  std::uint32_t now = 1;
};

bool HyperscanReference::State::Collect(std::vector<Expressions>* expressions, std::string* fault) {
  std::uint32_t part = 0;
  for (std::uint32_t r = 0; r < program.rules.size(); ++r) {
    first_parts.push_back(part);
    for (const auto& selection : program.rules[r].selections) {
      if (selection.field) {
        *fault = "a selection looks at another field than the text";
        return false;
      }
      for (const auto& pattern : selection.patterns) {
        const std::string expression = ExpressionOf(pattern);
        if (expression.empty()) {
          *fault = "a pattern is no expression";
          return false;
        }
        const auto [known, is_new] =
            (*expressions)[selection.view].try_emplace(expression, static_cast<unsigned>(uses.size()));
        if (is_new) uses.emplace_back();
        uses[known->second].push_back({r, part++});
      }
    }
  }
  part_stamps.assign(part, 0);
  rule_stamps.assign(program.rules.size(), 0);
  for (std::uint32_t r = 0; r < program.rules.size(); ++r) {
    if (Holds(r, program.rules[r].condition)) without_words.push_back(r);
  }
  return true;
}

bool HyperscanReference::State::Compile(std::size_t view, const Expressions& expressions, std::string* fault) {
  if (expressions.empty()) return true;
  std::vector<const char*> texts;
  std::vector<unsigned> ids;
  for (const auto& [expression, id] : expressions) {
    texts.push_back(expression.c_str());
    ids.push_back(id);
  }
  const std::vector<unsigned> flags(texts.size(), HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH);
  hs_database_t* made = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
                       nullptr, &made, &error) != HS_SUCCESS) {
    *fault = error ? error->message : "cannot compile";
    hs_free_compile_error(error);
    return false;
  }
  databases[view].reset(made);
  hs_scratch_t* grown = scratch.release();
  const bool enough = hs_alloc_scratch(made, &grown) == HS_SUCCESS;
  scratch.reset(grown);
  if (!enough) *fault = "no scratch memory";
  return enough;
}

int HyperscanReference::State::OnMatch(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
  State& s = *static_cast<State*>(context);
  for (const Use& use : s.uses[id]) {
    s.part_stamps[use.part] = s.now;
    if (s.rule_stamps[use.rule] == s.now) continue;
    s.rule_stamps[use.rule] = s.now;
    s.touched.push_back(use.rule);
  }
  return 0;
}

bool HyperscanReference::State::Holds(const CompiledRule& rule, std::uint32_t first_part, std::size_t selection) const {
  for (std::size_t i = 0; i < selection; ++i) {
    first_part += static_cast<std::uint32_t>(rule.selections[i].patterns.size());
  }
  const auto size = rule.selections[selection].patterns.size();
  const auto begin = part_stamps.begin() + first_part;
  const auto found = std::count(begin, begin + static_cast<std::ptrdiff_t>(size), now);
  return static_cast<std::size_t>(found) >= rule.selections[selection].needed;
}

bool HyperscanReference::State::Holds(std::uint32_t rule, const Expression& e) const {
  if (e.op == Expression::Op::kSelection) return Holds(program.rules[rule], first_parts[rule], e.selection);
  const auto holding = static_cast<std::size_t>(
      std::count_if(e.children.begin(), e.children.end(), [&](const Expression& child) { return Holds(rule, child); }));
  switch (e.op) {
    case Expression::Op::kAnd: return holding == e.children.size();
    case Expression::Op::kOr: return holding > 0;
    case Expression::Op::kNot: return holding == 0;
    default: return holding >= e.count;
  }
}

HyperscanReference::HyperscanReference(std::unique_ptr<State> state) : state_(std::move(state)) {}
HyperscanReference::~HyperscanReference() = default;

std::unique_ptr<HyperscanReference> HyperscanReference::Create(const Program& program, std::string* fault) {
  auto state = std::make_unique<State>(program);
  std::vector<Expressions> expressions(program.views.size());
  if (!state->Collect(&expressions, fault)) return nullptr;
  state->databases.resize(program.views.size());
  for (std::size_t v = 0; v < program.views.size(); ++v) {
    if (!state->Compile(v, expressions[v], fault)) return nullptr;
  }
  return std::unique_ptr<HyperscanReference>(new HyperscanReference(std::move(state)));
}

void HyperscanReference::FiringRules(std::span<const std::string_view> folded, std::vector<std::uint32_t>* rules) {
  State& s = *state_;
  ++s.now;
  s.touched.assign(s.without_words.begin(), s.without_words.end());
  for (const std::uint32_t rule : s.without_words) s.rule_stamps[rule] = s.now;
  for (std::size_t v = 0; v < s.databases.size(); ++v) {
    if (!s.databases[v]) continue;
    hs_scan(s.databases[v].get(), folded[v].data(), static_cast<unsigned>(folded[v].size()), 0, s.scratch.get(),
            State::OnMatch, &s);
  }
  rules->clear();
  for (const std::uint32_t rule : s.touched) {
    if (s.Holds(rule, s.program.rules[rule].condition)) rules->push_back(rule);
  }
  std::sort(rules->begin(), rules->end());
}

}  // namespace custos::rules
