// SPDX-License-Identifier: Apache-2.0
#include <re2/re2.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "rules/loader/compiler.h"
#include "rules/loader/reader.h"
#include "rules/matcher/matcher.h"
#include "rules/matcher/position_matcher.h"
#include "rules/matcher/testing/pack_generator.h"
#include "rules/matcher/testing/slow_matcher.h"

namespace custos::rules {
namespace {

constexpr std::size_t kRules = 40, kTexts = 250;

// CUSTOS_EQUIVALENCE_CASES=5000000 for the long run, CUSTOS_EQUIVALENCE_SEED for another one.
std::size_t Setting(const char* name, std::size_t otherwise) {
  const char* const value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

// A generated pack in both forms.
struct Generated {
  explicit Generated(PackGenerator* generator) {
    LoadReport report;
    pack = ReadPack(generator->Pack(kRules), &report);
    program = Compile(pack, &report);
    INFO(report.ToText());
    REQUIRE(report.ok());
    for (const auto& rule : pack.rules) slow.push_back(std::make_unique<SlowMatcher>(rule, generator->meant()));
  }

  std::vector<std::uint32_t> Fast(const Message& message) const {
    std::vector<std::uint32_t> rules;
    for (const auto& match : MatchAll(program, message)) rules.push_back(match.rule);
    return rules;
  }
  std::vector<std::uint32_t> Slow(const Message& message) const {
    SlowText text(message);
    std::vector<std::uint32_t> rules;
    for (std::uint32_t r = 0; r < slow.size(); ++r) {
      if (slow[r]->Fires(&text)) rules.push_back(r);
    }
    return rules;
  }

  PackDefinition pack;
  Program program;
  std::vector<std::unique_ptr<SlowMatcher>> slow;
};

TEST_CASE("The fast matcher agrees with the slow one on generated rules and texts") {
  const std::size_t wanted = Setting("CUSTOS_EQUIVALENCE_CASES", 200'000);
  const std::size_t seed = Setting("CUSTOS_EQUIVALENCE_SEED", 20240607);
  PackGenerator generator(seed);
  std::size_t cases = 0, fired = 0;
  while (cases < wanted) {
    const Generated pack(&generator);
    for (std::size_t t = 0; t < kTexts; ++t) {
      const Message message = generator.RandomMessage();
      const auto fast = pack.Fast(message);
      cases += kRules;
      fired += fast.size();
      if (fast == pack.Slow(message)) continue;
      INFO("seed " << seed << ", case " << cases << ", text " << message.text);
      REQUIRE(fast == pack.Slow(message));
    }
  }
  WARN(cases << " cases with seed " << seed << ", rules fired in " << fired);
  CHECK(fired > cases / 20);
  CHECK(fired < cases / 2);
}

TEST_CASE("A matcher that overlooks a gate is found out by the slow one") {
  PackGenerator generator(1);
  std::size_t disagreements = 0;
  for (int round = 0; round < 5; ++round) {
    Generated pack(&generator);
    auto& begins = pack.program.wake_begin;
    std::fill(begins.begin() + 1, begins.begin() + 2, begins.front());  // the first gate wakes nothing
    for (std::size_t t = 0; t < kTexts; ++t) {
      const Message message = generator.RandomMessage();
      disagreements += pack.Fast(message) != pack.Slow(message);
    }
  }
  CHECK(disagreements > 0);
}

TEST_CASE("The position matcher and RE2 agree on whether an expression matches") {
  PackGenerator generator(Setting("CUSTOS_EQUIVALENCE_SEED", 7));
  std::size_t found = 0, cases = 0, undecided = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string regex = generator.Regex();
    const auto tree = ParseRegex(regex);
    INFO(regex);
    REQUIRE(tree);
    PositionProgram program;
    const std::uint32_t root = program.Add(*tree);
    program.Seal();
    const re2::RE2 expected(regex);
    PositionMatcher matcher;
    for (int t = 0; t < 30; ++t) {
      const std::string text = text::Fold(generator.Text(), 0, false).text;
      matcher.Reset(program, text);
      const auto answer = matcher.Found(root);
      ++cases;
      undecided += !answer;
      if (!answer) continue;
      found += *answer;
      if (*answer == re2::RE2::PartialMatch(text, expected)) continue;
      INFO(text);
      REQUIRE(*answer == re2::RE2::PartialMatch(text, expected));
    }
  }
  CHECK(found > cases / 10);
  CHECK(undecided < cases / 20);
}

}  // namespace
}  // namespace custos::rules
