// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_plan.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

namespace custos::wecom {
namespace {

const InterceptRange kSales{{2}, {}};

std::string Word(int i) { return "词" + std::to_string(100'000 + i); }

InterceptWish Wish(int from, int to, bool block = true, InterceptRange range = kSales) {
  InterceptWish wish{.origin = "rule", .weight = 3, .block = block, .words = {}, .semantics = {}, .range = range};
  for (int i = from; i < to; ++i) wish.words.push_back(Word(i));
  return wish;
}

/// What stands after a plan was carried out; new rules get ids.
std::vector<InterceptRule> CarriedOut(const InterceptPlan& plan) {
  static int next = 0;
  std::vector<InterceptRule> rules = plan.rules;
  for (InterceptRule& rule : rules) {
    if (rule.id.empty()) rule.id = std::to_string(++next);
  }
  return rules;
}

/// How many rules a plan touches of those that stand.
std::size_t Touched(const InterceptPlan& plan, const std::vector<InterceptRule>& standing) {
  std::size_t touched = plan.removals.size();
  for (const InterceptRule& rule : plan.rules) {
    const auto was = std::find_if(standing.begin(), standing.end(), [&](const auto& one) { return one.id == rule.id; });
    if (was == standing.end() || !SameEffect(*was, rule) || was->name != rule.name) ++touched;
  }
  return touched;
}

std::size_t CharactersOf(const std::string& name) { return name.size(); }  // names are ASCII

}  // namespace

TEST_CASE("words go into the fewest rules that hold them") {
  CHECK(PlanIntercepts({Wish(0, 300)}, {}, 0).rules.size() == 1);
  CHECK(PlanIntercepts({Wish(0, 301)}, {}, 0).rules.size() == 2);
  CHECK(PlanIntercepts({Wish(0, 200), Wish(100, 300)}, {}, 0).rules.size() == 1);
  CHECK(PlanIntercepts({Wish(0, 10), Wish(10, 20, false)}, {}, 0).rules.size() == 2);
  CHECK(PlanIntercepts({}, {}, 0).rules.empty());
}

TEST_CASE("a rule's name says that it is ours and what it does") {
  const InterceptPlan plan = PlanIntercepts({Wish(0, 3)}, {}, 0);
  InterceptRule rule = plan.rules.front();
  CHECK(CharactersOf(rule.name) == kMostInterceptName);
  CHECK(IsOurInterceptName(rule.name));
  CHECK(FitsItsName(rule));
  CHECK_FALSE(IsOurInterceptName("custos-rule"));
  CHECK_FALSE(IsOurInterceptName("销售部敏感词"));
  rule.words.pop_back();
  CHECK_FALSE(FitsItsName(rule));
}

TEST_CASE("one word more or less touches one rule") {
  const std::vector<InterceptRule> standing = CarriedOut(PlanIntercepts({Wish(0, 1'000)}, {}, 0));
  REQUIRE(standing.size() == 4);
  CHECK(Touched(PlanIntercepts({Wish(0, 1'000)}, standing, 0), standing) == 0);
  CHECK(Touched(PlanIntercepts({Wish(0, 1'001)}, standing, 0), standing) == 1);
  CHECK(Touched(PlanIntercepts({Wish(0, 999)}, standing, 0), standing) == 1);
  CHECK(Touched(PlanIntercepts({Wish(0, 500), Wish(501, 1'001)}, standing, 0), standing) == 1);
}

TEST_CASE("a rule that is not needed any more goes, and the fewest words move") {
  const std::vector<InterceptRule> standing = CarriedOut(PlanIntercepts({Wish(0, 310)}, {}, 0));
  REQUIRE(standing.size() == 2);
  const InterceptPlan plan = PlanIntercepts({Wish(0, 300)}, standing, 0);
  REQUIRE(plan.rules.size() == 1);
  CHECK(plan.removals.size() == 1);
  CHECK(plan.rules.front().words.size() == 300);
}

TEST_CASE("a changed range changes the rule, it is not made anew") {
  const std::vector<InterceptRule> standing = CarriedOut(PlanIntercepts({Wish(0, 20)}, {}, 0));
  const InterceptPlan plan = PlanIntercepts({Wish(0, 20, true, {{2, 3}, {}})}, standing, 0);
  REQUIRE(plan.rules.size() == 1);
  CHECK(plan.rules.front().id == standing.front().id);
  CHECK(plan.rules.front().range.departments == std::vector<std::int64_t>{2, 3});
  CHECK(plan.removals.empty());
}

TEST_CASE("what is blocked is not warned of as well") {
  const InterceptPlan plan = PlanIntercepts({Wish(0, 10), Wish(5, 15, false)}, {}, 0);
  REQUIRE(plan.rules.size() == 2);
  for (const InterceptRule& rule : plan.rules) CHECK(rule.words.size() == (rule.block ? 10 : 5));
}

TEST_CASE("kinds of content stand in one rule beside its words and stay there") {
  InterceptWish wish = Wish(0, 400);
  wish.semantics = {1, 3};
  const std::vector<InterceptRule> standing = CarriedOut(PlanIntercepts({wish}, {}, 0));
  REQUIRE(standing.size() == 2);
  CHECK(standing[0].semantics.size() + standing[1].semantics.size() == 2);
  CHECK(Touched(PlanIntercepts({wish}, standing, 0), standing) == 0);
  wish.semantics = {1};
  CHECK(Touched(PlanIntercepts({wish}, standing, 0), standing) <= 2);

  wish.words.clear();
  const InterceptPlan alone = PlanIntercepts({wish}, {}, 0);
  CHECK(alone.rules.empty());
  CHECK(alone.unfit == std::vector<UnfitWord>{{"", "rule", "intercept.no_word"}});
}

TEST_CASE("a range that is too large is spread, departments first") {
  InterceptRange range;
  for (int i = 1; i <= 1'200; ++i) range.departments.push_back(i);
  for (int i = 0; i < 10; ++i) range.users.push_back("u" + std::to_string(i));
  const InterceptPlan plan = PlanIntercepts({Wish(0, 5, true, range)}, {}, 0);
  REQUIRE(plan.rules.size() == 2);
  CHECK(plan.rules[0].range.departments.size() + plan.rules[1].range.departments.size() == 1'200);
  CHECK(plan.rules[0].range.users.size() + plan.rules[1].range.users.size() == 10);
}

TEST_CASE("what cannot stand is named with its reason") {
  InterceptWish wish = Wish(0, 1);
  wish.words = {"", std::string(33, 'x'), std::string(32, 'x'), "好"};
  const InterceptPlan plan = PlanIntercepts({wish}, {}, 0);
  REQUIRE(plan.rules.size() == 1);
  CHECK(plan.rules.front().words.size() == 2);
  CHECK(plan.unfit.size() == 2);
  CHECK(plan.unfit.front().reason == "intercept.word");

  const InterceptPlan nobody = PlanIntercepts({Wish(0, 1, true, {})}, {}, 0);
  CHECK(nobody.unfit == std::vector<UnfitWord>{{Word(0), "rule", "intercept.no_range"}});
}

TEST_CASE("without room for all, what weighs least is left out and said") {
  InterceptWish heavy = Wish(0, 300);
  InterceptWish light = Wish(300, 600);
  heavy.weight = 5;
  light.weight = 1;
  const InterceptPlan plan = PlanIntercepts({light, heavy, Wish(0, 5, false, {{7}, {}})}, {}, 99);
  REQUIRE(plan.rules.size() == 1);
  CHECK(plan.rules.front().words.front() == Word(0));
  CHECK(plan.rules.front().words.back() == Word(299));
  CHECK(plan.unfit.size() == 305);
  CHECK(PlanIntercepts({heavy}, {}, 150).rules.empty());
}

// Wishes that change at random, carried out again and again.
TEST_CASE("no limit is ever broken, nothing is lost without a word, and a plan carried out leaves nothing to do") {
  std::mt19937 random(7);
  const auto upto = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  for (int story = 0; story < 20; ++story) {
    const std::size_t others = static_cast<std::size_t>(upto(1) * upto(100));
    std::vector<InterceptRule> standing;
    for (int step = 0; step < 6; ++step) {
      std::vector<InterceptWish> wishes;
      std::map<std::pair<bool, InterceptRange>, std::set<std::string>> wished;
      for (int i = upto(8); i > 0; --i) {
        InterceptRange range;
        range.departments.push_back(1 + upto(3));
        if (upto(2) == 0) range.users.push_back("u" + std::to_string(upto(2)));
        const int from = upto(3'000);
        wishes.push_back(Wish(from, from + upto(2'000), upto(1) == 0, range));
        wishes.back().weight = static_cast<std::uint8_t>(upto(4));
        wished[{wishes.back().block, range}].insert(wishes.back().words.begin(), wishes.back().words.end());
      }
      const InterceptPlan plan = PlanIntercepts(wishes, standing, others);
      REQUIRE(plan.rules.size() + std::min<std::size_t>(others, 100) <= 100);
      std::set<std::string> names, unfit;
      std::map<std::pair<bool, InterceptRange>, std::size_t> words, rules;
      for (const UnfitWord& one : plan.unfit) unfit.insert(one.word);
      for (const InterceptRule& rule : plan.rules) {
        REQUIRE(names.insert(rule.name).second);
        REQUIRE(FitsItsName(rule));
        REQUIRE((!rule.words.empty() && rule.words.size() <= kMostInterceptWords));
        for (const std::string& word : rule.words) REQUIRE(wished[{rule.block, rule.range}].erase(word) == 1);
        words[{rule.block, rule.range}] += rule.words.size();
        ++rules[{rule.block, rule.range}];
      }
      for (const auto& [key, count] : words) REQUIRE(rules[key] == (count + 299) / 300);
      for (const auto& [key, left] : wished) {
        for (const std::string& word : left) {
          const bool blocked = !key.first && std::any_of(plan.rules.begin(), plan.rules.end(), [&](const auto& rule) {
            return rule.block && rule.range == key.second &&
                   std::binary_search(rule.words.begin(), rule.words.end(), word);
          });
          REQUIRE((blocked || unfit.contains(word)));
        }
      }
      standing = CarriedOut(plan);
      REQUIRE(Touched(PlanIntercepts(wishes, standing, others), standing) == 0);
    }
  }
}

}  // namespace custos::wecom
