// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_set.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

constexpr const char* kManifest = R"(name: small
version: 1.2.3
engine: 1
fold: [separators, numerals, variants]
categories:
  pay: {zh: 收款, en: Payment}
)";

constexpr const char* kRule = R"(title: {zh: 私自收款, en: Payment}
id: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11
version: '3'
category: pay
level: high
status: stable
scope: {roles: [rep], channels: [chat]}
detection:
  pay: {text|pattern: '<pay>~3我(?:微信|卡)'}
  condition: pay
allow: {text|contains: '不能转我卡'}
tests:
  - {text: 转我卡上, expect: hit}
  - {text: 不能转我卡上, expect: miss}
)";

PackFiles SmallPack() {
  return {{"pack.yaml", kManifest},
          {"words.yaml", "pay: [转, 打]\n"},
          {"variants.yaml", "words: {微信: [薇信]}\n"},
          {"rules/pay.yaml", kRule}};
}

Message Saying(std::string text, Role role = Role::kRep, Channel channel = Channel::kChat) {
  Message message;
  message.text = std::move(text);
  message.role = role;
  message.channel = channel;
  message.type = "text";
  return message;
}

std::vector<std::string> CodesOf(const PackFiles& files) {
  const auto loaded = RuleSet::Load(files);
  CHECK((loaded.rules == nullptr) == !loaded.report.ok());
  const auto examples_only = [&](const Problem& problem) {
    return problem.code == "rule.example_failed" || problem.warning;
  };
  CHECK((loaded.compiled != nullptr) ==
        std::all_of(loaded.report.problems.begin(), loaded.report.problems.end(), examples_only));
  std::vector<std::string> codes;
  for (const auto& problem : loaded.report.problems) codes.push_back(problem.code);
  return codes;
}

bool Reports(const PackFiles& files, const std::string& code) {
  const auto codes = CodesOf(files);
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("A pack tells its rules, categories and what it is") {
  const auto loaded = RuleSet::Load(SmallPack());
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  CHECK(loaded.examples == 2);
  CHECK(loaded.rules->name() == "small");
  CHECK(loaded.rules->version() == "1.2.3");
  REQUIRE(loaded.rules->rules().size() == 1);
  CHECK(loaded.rules->rules()[0].title.en == "Payment");
  CHECK(loaded.rules->rules()[0].severity == Severity::kHigh);
  CHECK(loaded.rules->categories()[0].title.zh == "收款");
}

TEST_CASE("A finding names the rule and the bytes of the original, however they were written") {
  const auto loaded = RuleSet::Load(SmallPack());
  REQUIRE(loaded.rules);
  const std::string text = "您好，轉 * 我薇\xE2\x80\x8B信吧";
  const auto findings = loaded.rules->Judge(Saying(text));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule_version == "3");
  CHECK(findings[0].category == "pay");
  CHECK(findings[0].folded == "转我微信");
  REQUIRE(findings[0].spans.size() == 1);
  const Span span = findings[0].spans[0];
  CHECK(text.substr(span.begin, span.end - span.begin) == "轉 * 我薇\xE2\x80\x8B信");
}

TEST_CASE("A finding is explained by selection, folding and what stood there after folding") {
  const auto pack = RuleSet::Load(SmallPack()).rules;
  REQUIRE(pack);
  const std::string text = "好的，轉我薇信";
  const auto explanations = pack->Explain(Saying(text), {});
  REQUIRE(explanations.size() == 1);
  CHECK(pack->Find(explanations[0].finding.rule_id)->title.zh == "私自收款");
  CHECK(pack->Find("nobody") == nullptr);
  REQUIRE(explanations[0].reasons.size() == 1);
  const Reason& reason = explanations[0].reasons[0];
  CHECK(reason.selection == "pay");
  CHECK(reason.field == "text");
  CHECK(reason.fold == std::vector<std::string>{"separators", "numerals", "variants"});
  CHECK(reason.folded == std::vector<std::string>{"转我微信"});
  REQUIRE(reason.spans.size() == 1);
  CHECK(text.substr(reason.spans[0].begin, reason.spans[0].end - reason.spans[0].begin) == "轉我薇信");
  CHECK(pack->Explain(Saying("今天下雨"), {}).empty());
}

TEST_CASE("A rule outside its scope stays quiet") {
  const auto pack = RuleSet::Load(SmallPack()).rules;
  REQUIRE(pack);
  CHECK(pack->Judge(Saying("转我卡上")).size() == 1);
  CHECK(pack->Judge(Saying("转我卡上", Role::kCustomer)).empty());
  CHECK(pack->Judge(Saying("转我卡上", Role::kRep, Channel::kSms)).empty());
}

TEST_CASE("An allowed phrase silences the place it covers and no other") {
  const auto pack = RuleSet::Load(SmallPack()).rules;
  REQUIRE(pack);
  CHECK(pack->Judge(Saying("不能转我卡上")).empty());
  const auto findings = pack->Judge(Saying("不能转我卡上，打我微信"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].spans.size() == 1);
}

TEST_CASE("The digest changes with any file of the pack and with nothing else") {
  const auto one = RuleSet::Load(SmallPack()).rules, same = RuleSet::Load(SmallPack()).rules;
  auto files = SmallPack();
  files["words.yaml"] += "other: [付]\n";
  const auto other = RuleSet::Load(files).rules;
  REQUIRE((one && same && other));
  CHECK(one->digest() == same->digest());
  CHECK(one->digest() != other->digest());
}

TEST_CASE("A pack whose example fails does not load") {
  auto files = SmallPack();
  files["rules/pay.yaml"] = Replaced(kRule, "{text: 转我卡上, expect: hit}", "{text: 今天下雨, expect: hit}");
  CHECK(CodesOf(files) == std::vector<std::string>{"rule.example_failed"});
}

TEST_CASE("Every fault of a pack is in one report with its code and place") {
  auto files = SmallPack();
  files["rules/pay.yaml"] =
      Replaced(Replaced(Replaced(kRule, "level: high", "level: huge"), "roles: [rep]", "roles: [boss]"),
               "condition: pay", "condition: pay and nobody");
  files["rules/zzz.yaml"] = "a: [";
  const auto loaded = RuleSet::Load(files);
  CHECK_FALSE(loaded.rules);
  CHECK(loaded.report.problems.size() >= 4);
  for (const char* code : {"rule.level", "rule.role", "rule.condition", "yaml.syntax"}) CHECK(Reports(files, code));
  CHECK(loaded.report.ToText().find("rules/pay.yaml:5:") != std::string::npos);
}

TEST_CASE("Single faults are named") {
  const auto with = [](const std::string& from, const std::string& to) {
    auto files = SmallPack();
    files["rules/pay.yaml"] = Replaced(kRule, from, to);
    return files;
  };
  CHECK(Reports(with("status: stable", "statuss: stable"), "rule.unknown_key"));
  CHECK(Reports(with("category: pay", "category: other"), "rule.category"));
  CHECK(Reports(with("'<pay>~3我(?:微信|卡)'", "'(?:我'"), "pattern.regex"));
  CHECK(Reports(with("'<pay>~3我(?:微信|卡)'", "'<payy>我'"), "pattern.macro"));
  CHECK(Reports(with("'<pay>~3我(?:微信|卡)'", "'(?:我)?'"), "pattern.matches_nothing"));
  CHECK(Reports(with("text|pattern", "text|fuzzy"), "rule.unknown_key"));
  CHECK(Reports(with("expect: miss", "expect: hit"), "rule.no_examples"));
  auto twice = SmallPack();
  twice["rules/other.yaml"] = kRule;
  CHECK(Reports(twice, "rule.repeated_id"));
  auto empty = SmallPack();
  empty.erase("rules/pay.yaml");
  CHECK(Reports(empty, "pack.no_rules"));
  CHECK(Reports({}, "pack.missing_file"));
}

TEST_CASE("A directory that is not there is a fault, not a crash") {
  const auto loaded = RuleSet::Load("/nonexistent/pack");
  CHECK_FALSE(loaded.rules);
  CHECK_FALSE(loaded.report.ok());
}

TEST_CASE("An expression that would blow up elsewhere costs nothing, nor does a long message") {
  auto files = SmallPack();
  files["rules/pay.yaml"] = Replaced(kRule, "'<pay>~3我(?:微信|卡)'", "'(?:a+)+我卡|<pay>~3我(?:微信|卡)'");
  const auto pack = RuleSet::Load(files).rules;
  REQUIRE(pack);
  CHECK(pack->Judge(Saying(std::string(1 << 20, 'a'))).empty());
  CHECK(pack->Judge(Saying(std::string(1 << 20, 'a') + "转我卡上")).size() == 1);
  CHECK(pack->Judge(Saying("\xFF\xFE转我\xE5卡")).size() == 1);  // broken bytes hide nothing
}

TEST_CASE("The synthetic pack has as many rules as asked for and they find their words") {
  const auto pack = RuleSet::Load(SyntheticPack(300)).rules;
  REQUIRE(pack);
  CHECK(pack->rules().size() == 300);
}

TEST_CASE("The pack that ships loads without a warning and speaks both languages") {
  const auto loaded = RuleSet::Load(CUSTOS_PACKS "/custos-cn");
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  CHECK(loaded.report.problems.empty());
  CHECK(loaded.rules->categories().size() >= 12);
  for (const auto& rule : loaded.rules->rules()) CHECK_FALSE((rule.title.zh.empty() || rule.title.en.empty()));
}

}  // namespace
}  // namespace custos::rules
