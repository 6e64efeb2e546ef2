// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "rules/rule_set.h"

// Whatever is thrown at the engine gets a clear error, or none, and costs nothing else.
namespace custos::rules {
namespace {

constexpr const char* kManifest =
    "name: p\nversion: '1'\nengine: 1\nfold: [separators, numerals, repeats, variants]\n"
    "categories: {c: {zh: 类, en: Class}}\n";

PackFiles PackWith(const std::string& detection, const std::string& hit = "转我卡") {
  return {
      {"pack.yaml", kManifest},
      {"variants.yaml", "spell: [微信, 转账]\n"},
      {"rules/r.yaml",
       "title: {zh: 题, en: Title}\nid: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11\ncategory: c\nlevel: low\ndetection: " +
           detection + "\ntests: [{text: " + hit + ", expect: hit}, {text: 乙, expect: miss}]\n"}};
}

Problem Only(const PackFiles& files) {
  const auto loaded = RuleSet::Load(files);
  INFO(loaded.report.ToText());
  CHECK_FALSE(loaded.rules);
  REQUIRE_FALSE(loaded.report.problems.empty());
  return loaded.report.problems.front();
}

Message Saying(std::string text) {
  Message message;
  message.text = std::move(text);
  message.role = Role::kRep;
  return message;
}

TEST_CASE("Broken YAML is told with file, line, column and code") {
  const auto problem = Only(PackWith("{a: [}"));
  CHECK(problem.code == "yaml.syntax");
  CHECK(problem.place.file == "rules/r.yaml");
  CHECK(problem.place.line == 5);
  CHECK(problem.place.column > 0);
}

TEST_CASE("A file that is too large, too deep or no UTF-8 is refused before it is read") {
  auto files = PackWith("{a: {text|contains: 转我卡}}");
  files["words.yaml"] = "a: [" + std::string(2 << 20, 'x') + "]\n";
  CHECK(Only(files).code == "yaml.too_large");
  files["words.yaml"] = std::string(1000, '[');
  CHECK(Only(files).code == "yaml.too_deep");
  files["words.yaml"] = "a: [x]\nb: [\xFF]\n";
  const auto problem = Only(files);
  CHECK(problem.code == "yaml.utf8");
  CHECK(problem.place.line == 2);
}

TEST_CASE("An alias bomb does not unfold") {
  auto files = PackWith("{a: {text|contains: 转我卡}}");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string own = std::to_string(i), last = std::to_string(i - 1);
    bomb.append("a").append(own).append(": &a").append(own);
    bomb.append(" [*a").append(last).append(", *a").append(last).append(", *a").append(last).append("]\n");
  }
  files["words.yaml"] = bomb;
  CHECK(Only(files).code == "yaml.anchor");
}

TEST_CASE("An enormous pattern is refused, and so is one that matches nothing at all") {
  std::string enormous;
  for (int i = 0; i < 40; ++i) enormous += "[a-z一-龥]{1000}";
  CHECK(Only(PackWith("{a: {text|re: '" + enormous + "'}}")).code == "pattern.too_large");
  CHECK(Only(PackWith("{a: {text|re: '(?:转)*'}}")).code == "pattern.matches_nothing");
  CHECK(Only(PackWith("{a: {text|re: 'a{1001}'}}")).code == "pattern.regex");
  CHECK(Only(PackWith("{a: {text|contains: '***'}}")).code == "pattern.empty");
}

TEST_CASE("A pattern that runs away elsewhere judges a message of a megabyte") {
  const auto pack = RuleSet::Load(PackWith("{a: {text|re: '(?:a+)+b|(?:转|转我)*卡'}}")).rules;
  REQUIRE(pack);
  CHECK(pack->Judge(Saying(std::string(1 << 20, 'a'))).empty());
  CHECK(pack->Judge(Saying(std::string(1 << 20, 'a') + "卡")).size() == 1);
}

TEST_CASE("A megabyte of one character, of letters, of emoji or of broken bytes is judged like any other text") {
  const auto pack = RuleSet::Load(PackWith("{a: {text|pattern: '转~~8卡'}}")).rules;
  REQUIRE(pack);
  for (const std::string unit : {"转", "wei", "微", "💰", "\xFF", "\xE5\x8D", "一", " ", "微信 "}) {
    std::string text;
    while (text.size() < (1 << 20)) text += unit;
    INFO(unit);
    CHECK(pack->Judge(Saying(text)).empty());
    const auto findings = pack->Judge(Saying(text + "。转我卡"));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].spans.back().end <= text.size() + 12);
  }
}

TEST_CASE("Details that are no JSON, or deep, or enormous, only have no values") {
  const auto pack = RuleSet::Load(PackWith("{a: {text|contains: 转我卡, detail.a.b|exists: false}}")).rules;
  REQUIRE(pack);
  for (const std::string& detail : {std::string(), std::string("{"), std::string("\xFF"), std::string(100000, '['),
                                    std::string(1 << 20, ' ') + "[]"}) {
    Message message = Saying("转我卡");
    message.detail = detail;
    CHECK(pack->Judge(message).size() == 1);
  }
}

}  // namespace
}  // namespace custos::rules
