// SPDX-License-Identifier: Apache-2.0
#include <re2/re2.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "core/text/fold.h"
#include "rules/loader/compiler.h"
#include "rules/loader/reader.h"
#include "rules/matcher/matcher.h"

namespace custos::rules {
namespace {

// The slow, obvious matcher: every rule is tried on every message, word by word.
class SlowMatcher {
 public:
  SlowMatcher(const RuleDefinition& rule, const std::string& text)
      : rule_(rule), text_(text::Fold(text, text::kFoldSeparators, false).text) {}

  bool Fires() const { return Holds(rule_.condition); }

 private:
  using Range = std::pair<std::size_t, std::size_t>;

  bool Holds(const Expression& e) const {
    std::size_t count = 0;
    for (const auto& child : e.children) count += Holds(child);
    switch (e.op) {
      case Expression::Op::kSelection: return Found(rule_.selections[e.selection]);
      case Expression::Op::kAnd: return count == e.children.size();
      case Expression::Op::kOr: return count > 0;
      case Expression::Op::kNot: return count == 0;
      case Expression::Op::kAtLeast: return count >= e.count;
    }
    return false;
  }

  bool Found(const Selection& selection) const {
    std::size_t found = 0;
    for (const auto& pattern : selection.patterns) {
      const auto ranges = Ranges(pattern);
      found += std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return !Allowed(r); });
    }
    return selection.all ? found == selection.patterns.size() : found > 0;
  }

  bool Allowed(const Range& range) const {
    for (const auto& pattern : rule_.allow.patterns) {
      for (const auto& allowed : Ranges(pattern)) {
        if (allowed.first < range.second && range.first < allowed.second) return true;
      }
    }
    return false;
  }

  // Every place where a pattern without repetition can match, tried from every byte.
  std::vector<Range> Ranges(const Pattern& pattern) const {
    const std::string source =
        pattern.kind == PatternKind::kContains ? re2::RE2::QuoteMeta(pattern.text) : pattern.text;
    const re2::RE2 regex("(" + source + ")");
    std::vector<Range> ranges;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      re2::StringPiece found;
      if (regex.Match(text_, at, text_.size(), re2::RE2::ANCHOR_START, &found, 1))
        ranges.emplace_back(at, at + found.size());
    }
    return ranges;
  }

  const RuleDefinition& rule_;
  const std::string text_;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string Word(std::size_t most) {
    static const char* const kCharacters[] = {"微", "信", "转", "我", "卡", "a", "1"};
    std::string word;
    for (std::size_t n = 1 + random_() % most; n > 0; --n) word += kCharacters[random_() % 7];
    return word;
  }

  std::string Text() {
    std::string text;
    for (std::size_t n = random_() % 8; n > 0; --n) {
      text += Word(3);
      if (random_() % 3 == 0) text += random_() % 2 ? " " : "*";
      if (random_() % 5 == 0) text += "。";
    }
    return text;
  }

  std::string Regex() {
    switch (random_() % 4) {
      case 0: return "(?:" + Word(2) + "|" + Word(2) + ")" + Word(1);
      case 1: return Word(1) + "[^。]" + Word(1);
      case 2: return Word(1) + "[微信]" + Word(2);
      default: return Word(1) + "(?:" + Word(1) + ")?" + Word(1);
    }
  }

  std::string Patterns() {
    std::string list;
    for (std::size_t n = 1 + random_() % 3; n > 0; --n)
      list += (list.empty() ? "'" : ", '") + (regex_ ? Regex() : Word(3)) + "'";
    return "[" + list + "]";
  }

  std::string Selection() {
    regex_ = random_() % 2;
    return std::string("{text|") + (regex_ ? "re" : "contains") + (random_() % 4 == 0 ? "|all: " : ": ") + Patterns() +
           "}";
  }

  std::string Rule(int i) {
    static const char* const kConditions[] = {
        "a",           "a and b", "a or b",      "a and not b", "(a or b) and c",    "2 of (a, b, c)",
        "not a and b", "not a",   "any of them", "all of them", "a and (b or not c)"};
    std::string id = std::to_string(i);
    id.insert(0, 36 - id.size(), '0');
    std::string yaml = "---\ntitle: {zh: x, en: x}\nid: '" + id + "'\ncategory: c\nlevel: low\ndetection:\n";
    for (const char* name : {"a", "b", "c"}) yaml += std::string("  ") + name + ": " + Selection() + "\n";
    yaml += std::string("  condition: ") + kConditions[random_() % 11] + "\n";
    if (random_() % 3 == 0) yaml += "allow: " + Allow() + "\n";
    return yaml + "tests: [{text: x, expect: hit}, {text: y, expect: miss}]\n";
  }

 private:
  std::string Allow() {
    regex_ = random_() % 2;
    return std::string("{text|") + (regex_ ? "re: " : "contains: ") + Patterns() + "}";
  }

  std::mt19937 random_;
  bool regex_ = false;
};

TEST_CASE("The fast matcher agrees with the slow one on generated rules and texts") {
  constexpr unsigned kSeed = 20240607;
  Generator generator(kSeed);
  std::size_t cases = 0, fired = 0;
  for (int pack_number = 0; pack_number < 20; ++pack_number) {
    PackFiles files{
        {"pack.yaml", "name: g\nversion: '1'\nengine: 1\nfold: [separators]\ncategories: {c: {zh: c, en: c}}\n"}};
    for (int i = 0; i < 25; ++i) files["rules/r.yaml"] += generator.Rule(i);
    LoadReport report;
    const PackDefinition pack = ReadPack(files, &report);
    const Program program = Compile(pack, &report);
    INFO(report.ToText());
    REQUIRE(report.ok());
    for (int t = 0; t < 100; ++t) {
      Message message;
      message.text = generator.Text();
      message.role = Role::kRep;
      std::set<std::uint32_t> fast, slow;
      for (const auto& match : MatchAll(program, message)) fast.insert(match.rule);
      for (std::uint32_t r = 0; r < pack.rules.size(); ++r) {
        if (SlowMatcher(pack.rules[r], message.text).Fires()) slow.insert(r);
      }
      cases += pack.rules.size();
      fired += fast.size();
      INFO("seed " << kSeed << " pack " << pack_number << " text " << message.text);
      REQUIRE(fast == slow);
    }
  }
  CHECK(cases == 50000);
  CHECK(fired > 1500);
}

}  // namespace
}  // namespace custos::rules
