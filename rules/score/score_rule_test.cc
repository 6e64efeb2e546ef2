// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "rules/rule_set.h"

namespace custos::rules {
namespace {

constexpr const char* kManifest =
    "name: p\nversion: '1'\nengine: '1'\nlicense: x\nfold: [separators]\n"
    "categories: {gift: {zh: 礼, en: Gift}, leak: {zh: 漏, en: Leak}}\n";
constexpr const char* kScore =
    "custos-score 1\nclasses gift leak\nbias -1000 0 0\n名单\t900\t1:500\n卖\t800\t1:100\n红包\t1500\t0:400\n";

std::string Rule(const std::string& detection) {
  return "title: {zh: 题, en: Title}\nid: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11\ncategory: leak\nlevel: high\n" +
         detection + "tests:\n  - {text: 名单卖我, expect: hit}\n  - {text: 早上好, expect: miss}\n";
}

LoadResult Load(const std::string& detection, const char* score = kScore) {
  PackFiles files{{"pack.yaml", kManifest}, {"rules/r.yaml", Rule(detection)}};
  if (score) files["score.tsv"] = score;
  return RuleSet::Load(files);
}

bool Fires(const RuleSet& rules, const std::string& text) {
  Message message;
  message.text = text;
  message.role = Role::kRep;
  return !rules.Judge(message).empty();
}

TEST_CASE("A rule can ask for a score of its class and shows what raised it") {
  const auto loaded = Load("detection: {clues: {text|score: leak}}\n");
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  CHECK(loaded.report.problems.empty());
  CHECK_FALSE(Fires(*loaded.rules, "名单"));
  CHECK_FALSE(Fires(*loaded.rules, "红包"));  // another class
  Message message;
  message.text = "把名.单卖我";
  const auto findings = loaded.rules->Judge(message);
  REQUIRE(findings.size() == 1);
  REQUIRE_FALSE(findings[0].spans.empty());
  CHECK(message.text.substr(findings[0].spans[0].begin, findings[0].spans[0].end - findings[0].spans[0].begin) ==
        "名.单");
}

TEST_CASE("A score can be asked for in combination and with a limit of its own") {
  const auto both = Load(
      "detection: {clues: {text|score: 'leak>0.5'}, word: {text|contains: 卖}, "
      "condition: clues and word}\n");
  REQUIRE(both.rules);
  CHECK(Fires(*both.rules, "名单卖我"));
  CHECK_FALSE(Load("detection: {clues: {text|score: 'leak>0.8'}}\n").rules);  // its own example fails
  const auto either = Load(
      "detection: {clues: {text|score: leak}, word: {text|contains: 转让}, "
      "condition: clues or word}\n");
  REQUIRE(either.rules);
  CHECK(Fires(*either.rules, "名单卖我"));
  CHECK(Fires(*either.rules, "转让"));
  const auto guarded = Load(
      "detection: {word: {text|contains: 卖}, unlikely: {text|score: 'any<0'}, "
      "condition: word and not unlikely}\n");
  REQUIRE(guarded.rules);
  CHECK(Fires(*guarded.rules, "名单卖我"));
  CHECK_FALSE(Fires(*guarded.rules, "卖我"));
  const auto without = Load(
      "detection: {word: {text|contains: 卖}, calm: {text|score: 'any>2'}, "
      "condition: word and not calm}\n");
  REQUIRE(without.rules);
  CHECK(Fires(*without.rules, "卖"));
  CHECK_FALSE(Fires(*without.rules, "红包名单卖"));
}

TEST_CASE("An allowed phrase takes a clue away, and the finding with the last one") {
  const auto loaded = Load("detection: {clues: {text|score: leak}}\nallow: {text|contains: [名单卖给公司]}\n");
  REQUIRE(loaded.rules);
  CHECK(Fires(*loaded.rules, "名单卖我"));
  CHECK_FALSE(Fires(*loaded.rules, "名单卖给公司"));
}

TEST_CASE("A score that is missing, broken or asked for wrongly is named") {
  const auto code = [](const LoadResult& loaded) {
    CHECK_FALSE(loaded.rules);
    return loaded.report.problems.empty() ? std::string() : loaded.report.problems.front().code;
  };
  CHECK(code(Load("detection: {clues: {text|score: leak}}\n", nullptr)) == "score.missing");
  CHECK(code(Load("detection: {clues: {text|score: weather}}\n")) == "score.class");
  CHECK(code(Load("detection: {clues: {text|score: 'leak>much'}}\n")) == "score.wanted");
  CHECK(code(Load("detection: {clues: {text|score: leak}}\n", "nonsense")) == "score.syntax");
}

}  // namespace
}  // namespace custos::rules
