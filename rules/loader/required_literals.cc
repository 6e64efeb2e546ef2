// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/required_literals.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

using Kind = RegexNode::Kind;

constexpr std::size_t kMaxExact = 64;  // strings in a set that still grows by concatenation
constexpr std::size_t kMaxSet = 2000;
constexpr std::size_t kMaxClass = 40;
constexpr std::size_t kMaxClauses = 4;

struct Clause {
  LiteralSet words;
  double hits = 0;
};

// What is known about the strings a part of the expression matches.
struct Known {
  std::optional<LiteralSet> exact;  // all of them
  std::vector<Clause> required;     // each holds one word of every clause; rarest first
};

void Unique(LiteralSet* set) {
  std::sort(set->begin(), set->end());
  set->erase(std::unique(set->begin(), set->end()), set->end());
}

bool Usable(const LiteralSet& set) {
  return !set.empty() && set.size() <= kMaxSet &&
         std::none_of(set.begin(), set.end(), [](const std::string& s) { return s.empty(); });
}

void AddClause(LiteralSet words, std::vector<Clause>* clauses) {
  if (!Usable(words)) return;
  const bool known = std::any_of(clauses->begin(), clauses->end(), [&](const Clause& c) { return c.words == words; });
  if (known) return;
  const double hits = ExpectedHits(words);
  const auto at = std::upper_bound(clauses->begin(), clauses->end(), hits,
                                   [](double h, const Clause& clause) { return h < clause.hits; });
  clauses->insert(at, {std::move(words), hits});
  if (clauses->size() > kMaxClauses) clauses->pop_back();
}

std::vector<Clause> ClausesOf(Known known) {
  if (known.exact) AddClause(std::move(*known.exact), &known.required);
  return std::move(known.required);
}

Known Analyse(const RegexNode& node);

Known Class(const RegexNode& node) {
  LiteralSet members;
  for (const auto& [low, high] : node.ranges) {
    if (high - low >= kMaxClass || members.size() + (high - low) >= kMaxClass) return {};
    for (char32_t c = low; c <= high; ++c) {
      members.emplace_back();
      text::AppendChar(c, &members.back());
    }
  }
  Unique(&members);
  return {std::move(members), {}};
}

// The rarest of one side with the rarest of the other: A near B or B near A needs (A or A) and (B or B).
std::vector<Clause> Paired(std::vector<Clause> a, std::vector<Clause> b) {
  std::vector<Clause> both;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    LiteralSet words = std::move(a[i].words);
    words.insert(words.end(), b[i].words.begin(), b[i].words.end());
    Unique(&words);
    AddClause(std::move(words), &both);
  }
  return both;
}

Known Either(const RegexNode& node) {
  Known all = Analyse(node.children.front());
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    Known next = Analyse(node.children[i]);
    if (all.exact && next.exact && all.exact->size() + next.exact->size() <= kMaxSet) {
      all.exact->insert(all.exact->end(), next.exact->begin(), next.exact->end());
    } else {
      all = {std::nullopt, Paired(ClausesOf(std::move(all)), ClausesOf(std::move(next)))};
    }
  }
  if (all.exact) Unique(&*all.exact);
  return all;
}

LiteralSet Cross(const LiteralSet& left, const LiteralSet& right) {
  LiteralSet out;
  for (const auto& a : left) {
    for (const auto& b : right) out.push_back(a + b);
  }
  Unique(&out);
  return out;
}

Known Sequence(const RegexNode& node) {
  LiteralSet run{""};  // every string the parts since the last unknown one can form
  bool whole = true;
  Known all;
  for (const RegexNode& child : node.children) {
    Known part = Analyse(child);
    if (part.exact && run.size() * part.exact->size() <= kMaxExact) {
      run = Cross(run, *part.exact);
      continue;
    }
    whole = whole && part.exact && run == LiteralSet{""};
    AddClause(std::move(run), &all.required);
    for (Clause& clause : part.required) AddClause(std::move(clause.words), &all.required);
    run = part.exact ? std::move(*part.exact) : LiteralSet{""};
  }
  if (whole) return {std::move(run), {}};
  AddClause(std::move(run), &all.required);
  return all;
}

Known Repeat(const RegexNode& node) {
  Known part = Analyse(node.children.front());
  if (node.least == 0) {
    if (node.most != 1 || !part.exact) return {};
    part.exact->push_back("");
    Unique(&*part.exact);
    return part;
  }
  if (node.most == 1) return part;
  return {std::nullopt, ClausesOf(std::move(part))};
}

Known Analyse(const RegexNode& node) {
  switch (node.kind) {
    case Kind::kText: {
      std::string text;
      for (const char32_t c : node.text) text::AppendChar(c, &text);
      return {LiteralSet{std::move(text)}, {}};
    }
    case Kind::kClass: return Class(node);
    case Kind::kSequence: return Sequence(node);
    case Kind::kEither: return Either(node);
    case Kind::kRepeat: return Repeat(node);
    default: return {LiteralSet{""}, {}};  // a border takes no characters
  }
}

double CharacterFrequency(char32_t c) {
  constexpr std::u32string_view kVeryCommon =
      U"的是我不一了有你在人个这们好么就吗可以到要会来说大那下上没看想都吧也呢能还给去";
  constexpr std::u32string_view kCommon =
      U"多天时间请问公司客户电话微信钱发点后面今明月号先生小姐您家里出现开用什怎样什么对得过自己事情把买卖价格单为做年"
      U"中国老师手机同学号加联系方式转账付款";
  static const std::vector<float> frequencies = [&] {
    std::vector<float> table(0x10000, 0.0008F);
    std::fill_n(table.begin(), 0x80, 0.02F);
    for (const char32_t common : kCommon) table[common] = 0.004F;
    for (const char32_t common : kVeryCommon) table[common] = 0.015F;
    return table;
  }();
  return c < frequencies.size() ? static_cast<double>(frequencies[c]) : 0.0008;
}

}  // namespace

double ExpectedHits(const LiteralSet& set) {
  double sum = 0;
  for (const auto& word : set) {
    double product = 1;
    for (std::size_t at = 0; at < word.size();) product *= 3 * CharacterFrequency(text::NextChar(word, &at));
    sum += product;
  }
  return sum;
}

std::vector<LiteralSet> RequiredLiterals(const RegexNode& tree) {
  std::vector<LiteralSet> sets;
  for (Clause& clause : ClausesOf(Analyse(tree))) sets.push_back(std::move(clause.words));
  return sets;
}

}  // namespace custos::rules
