// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/intercept_reader.h"

#include <catch2/catch.hpp>

#include "rules/rule_set.h"

namespace custos::rules {
namespace {

const std::string kRule = R"(title: {zh: 题, en: Title}
id: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11
category: c
level: low
actions: [alert, block]
detection: {a: {text|contains: 甲}}
tests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]
)";

LoadResult Load(const std::string& intercept, const std::string& actions = "[alert, block]") {
  std::string rule = kRule;
  const std::string written = "[alert, block]";
  rule.replace(rule.find(written), written.size(), actions);
  return RuleSet::Load(
      PackFiles{{"pack.yaml", "name: p\nversion: '1'\nengine: 1\ncategories: {c: {zh: 类, en: Class}}\n"},
                {"rules/r.yaml", rule + "intercept: " + intercept + "\n"}});
}

// The first fault's code and text; empty when the pack loads.
std::string FaultOf(const std::string& intercept, const std::string& actions = "[alert, block]") {
  const LoadResult loaded = Load(intercept, actions);
  if (loaded.report.ok()) return {};
  return loaded.report.problems.front().code + ": " + loaded.report.problems.front().text;
}

TEST_CASE("A rule names the words that the platform stops, and for whom") {
  const LoadResult loaded =
      Load("{action: block, words: [转我微信, 私户], semantics: [phone, red_packet], departments: [2, 17]}");
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  const auto& intercept = loaded.rules->rules().front().intercept;
  REQUIRE(intercept);
  CHECK(intercept->block);
  CHECK(intercept->words == std::vector<std::string>{"转我微信", "私户"});
  CHECK(intercept->semantics == std::vector<std::string>{"phone", "red_packet"});
  CHECK(intercept->departments == std::vector<std::uint32_t>{2, 17});
}

TEST_CASE("A rule that blocks may let the platform only warn, never the other way round") {
  CHECK(FaultOf("{action: warn, words: [私户]}").empty());
  CHECK(FaultOf("{action: warn, words: [私户]}", "[alert, warn]").empty());
  CHECK(FaultOf("{action: block, words: [私户]}", "[alert, warn]").starts_with("rule.intercept: the platform would"));
  CHECK(FaultOf("{action: warn, words: [私户]}", "[alert]").starts_with("rule.intercept: the rule's own actions"));
}

TEST_CASE("Words that the platform would refuse are faults of the pack") {
  const std::string just = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二";
  CHECK(FaultOf("{action: block, words: ['" + just + "']}").empty());
  CHECK(FaultOf("{action: block, words: ['" + just + "三']}").starts_with("rule.intercept: a word has at most 32"));
  CHECK(FaultOf("{action: block, words: ['']}").starts_with("rule.intercept: a word must not be empty"));
  CHECK(FaultOf("{action: block, words: [' 私户']}").starts_with("rule.intercept: a word neither begins"));
  CHECK(FaultOf("{action: block, words: [\"私\\n户\"]}").starts_with("rule.intercept: a word is of one line"));
  CHECK(FaultOf("{action: block, words: [私户, 私户]}").starts_with("rule.intercept: the word stands twice"));
  CHECK(FaultOf("{action: block, words: []}").starts_with("rule.intercept: the platform takes no rule"));
  CHECK(FaultOf("{action: block}").starts_with("rule.missing_key"));
}

TEST_CASE("What else cannot be meant is named") {
  CHECK(FaultOf("{action: stop, words: [私户]}").starts_with("rule.intercept: action is"));
  CHECK(FaultOf("{action: block, words: [私户], semantics: [url]}").starts_with("rule.intercept: semantics are"));
  CHECK(FaultOf("{action: block, words: [私户], departments: [销售]}").starts_with("rule.intercept: departments are"));
  CHECK(FaultOf("{action: block, words: [私户], users: [a]}").starts_with("rule.unknown_key"));
}

}  // namespace
}  // namespace custos::rules
