// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/intercepts.h"

#include <catch2/catch.hpp>

namespace custos::app {
namespace {

std::string Rule(char last, const std::string& more) {
  return "title: {zh: 题, en: Title}\nid: 00000000-0000-4000-8000-00000000000" + std::string(1, last) +
         "\ncategory: c\nlevel: high\nactions: [alert, block]\ndetection: {a: {text|contains: 甲}}\n"
         "tests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]\n" +
         more;
}

}  // namespace

TEST_CASE("what rules in force name is wished, for those whom they or the settings name") {
  const rules::LoadResult loaded = rules::RuleSet::Load(rules::PackFiles{
      {"pack.yaml", "name: p\nversion: '1'\nengine: 1\ncategories: {c: {zh: 类, en: Class}}\n"},
      {"rules/r.yaml", Rule('1', "intercept: {action: block, words: [私户], semantics: [red_packet]}\n") + "---\n" +
                           Rule('2', "intercept: {action: warn, words: [私单], departments: [7]}\n") + "---\n" +
                           Rule('3', "") + "---\n" +
                           Rule('4', "status: test\nintercept: {action: block, words: [试]}\n") + "---\n" +
                           Rule('5', "status: deprecated\nintercept: {action: block, words: [旧]}\n")}});
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  const auto wishes = WishesOf(*loaded.rules, {.departments = {1}, .users = {"boss"}});
  REQUIRE(wishes.size() == 2);
  CHECK(wishes[0].block);
  CHECK(wishes[0].words == std::vector<std::string>{"私户"});
  CHECK(wishes[0].semantics == std::vector<std::uint8_t>{3});
  CHECK(wishes[0].range.departments == std::vector<std::int64_t>{1});
  CHECK(wishes[0].range.users == std::vector<std::string>{"boss"});
  CHECK_FALSE(wishes[1].block);
  CHECK(wishes[1].range.departments == std::vector<std::int64_t>{7});
  CHECK(wishes[1].range.users.empty());
  CHECK(wishes[0].origin.ends_with("1"));
}

}  // namespace custos::app
