// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "rules/rule_set.h"

// What the language of rules can say, told through small packs.
namespace custos::rules {
namespace {

constexpr const char* kId = "7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11";

constexpr const char* kManifest = R"(name: small
version: '1'
engine: 1
timezone: '+08:00'
fold: [separators, numerals, variants]
categories:
  c: {zh: 类, en: Class}
)";

PackFiles PackOf(const std::string& body) {
  return {
      {"pack.yaml", kManifest},
      {"rules/r.yaml", "title: {zh: 题, en: Title}\nid: " + std::string(kId) + "\ncategory: c\nlevel: low\n" + body}};
}

std::vector<std::string> Codes(const LoadReport& report) {
  std::vector<std::string> codes;
  for (const auto& problem : report.problems) codes.push_back(problem.code);
  return codes;
}

// A pack that loads is proof enough: its examples ran.
void Proves(const PackFiles& files) {
  const auto loaded = RuleSet::Load(files);
  INFO(loaded.report.ToText());
  CHECK(loaded.rules);
}

void Refuses(const PackFiles& files, const std::string& code) {
  const auto loaded = RuleSet::Load(files);
  CHECK_FALSE(loaded.rules);
  INFO(loaded.report.ToText());
  const auto codes = Codes(loaded.report);
  CHECK(std::find(codes.begin(), codes.end(), code) != codes.end());
}

TEST_CASE("Several keys of one selection must all hold, a list of maps needs one") {
  Proves(PackOf(R"(detection:
  both: {text|contains: 名片, type: [card, link]}
  either:
    - {text|contains: 甲}
    - {text|re: '乙+'}
  condition: both and either
tests:
  - {text: 名片甲, type: card, expect: hit}
  - {text: 名片乙乙, type: link, expect: hit}
  - {text: 名片甲, type: text, expect: miss}
  - {text: 名片, type: card, expect: miss}
)"));
}

TEST_CASE("A selection may ask for so many of its patterns, for all, or for none") {
  Proves(PackOf(R"(detection:
  some: {text|contains: [甲, 乙, 丙], min: 2}
  every: {text|contains|all: [子, 丑]}
  quiet: {text|contains|none: [无, 非]}
  condition: (some or every) and quiet
tests:
  - {text: 甲和丙, expect: hit}
  - {text: 丑和子, expect: hit}
  - {text: 只有甲, expect: miss}
  - {text: 只有子, expect: miss}
  - {text: 甲和丙无, expect: miss}
)"));
}

TEST_CASE("A card of somebody outside the company, by the operator's list") {
  auto files = PackOf(R"(scope: {types: [card], direction: staff_to_customer}
detection:
  stranger: {detail.userid|outside: <staff>}
tests:
  - {detail: {userid: stranger}, expect: hit}
  - {detail: {userid: Li}, expect: miss}
  - {detail: {userid: wang}, expect: miss}
  - {detail: {userid: stranger}, speaker: customer, expect: miss}
)");
  files["lists.yaml"] = "staff: [li]\n";
  files["local/lists.yaml"] = "staff: {add: [wang]}\n";
  Proves(files);
}

TEST_CASE("A list of the operator may be used in a pattern, as plain text, even when it is empty") {
  auto files = PackOf(R"(detection:
  pay: {text|pattern: '转.{0,3}<accounts>'}
  nobody: {text|pattern: '转<empty>'}
  condition: pay or nobody
tests:
  - {text: 转到a.b, expect: hit}
  - {text: 转到axb, expect: miss}
  - {text: 转, expect: miss}
)");
  files["lists.yaml"] = "accounts: [a.b]\nempty: []\n";
  Proves(files);
}

TEST_CASE("A rule may look at night and on rest days only") {
  auto files = PackOf(R"(scope:
  when:
    - {from: '22:00', to: '07:00'}
    - {days: restday}
detection:
  call: {text|contains: 电话}
tests:
  - {text: 电话, at: '2026-01-06 23:00', expect: hit}
  - {text: 电话, at: '2026-01-06 06:59', expect: hit}
  - {text: 电话, at: '2026-01-06 12:00', expect: miss}
  - {text: 电话, at: '2026-01-10 12:00', expect: hit}
  - {text: 电话, at: '2026-01-11 12:00', expect: miss}
  - {text: 电话, expect: hit}
)");
  files["calendar.yaml"] = "holidays: [{from: 2026-01-01, to: 2026-01-03}]\nworkdays: [2026-01-11]\n";
  Proves(files);
}

TEST_CASE("An event without a text is judged by its fields") {
  Proves(PackOf(R"(scope: {channels: [event]}
detection:
  deleted: {type: del_external_contact, detail.reason|exists: false}
  gift: {type: redpacket, detail.totalamount|gte: 20000}
  condition: deleted or gift
tests:
  - {type: del_external_contact, expect: hit}
  - {type: del_external_contact, detail: {reason: merged}, expect: miss}
  - {type: redpacket, detail: {totalamount: 20000}, expect: hit}
  - {type: redpacket, detail: {totalamount: 100}, expect: miss}
  - {type: del_external_contact, channel: chat, expect: miss}
)"));
}

TEST_CASE("A group without a compliance person is told by its members") {
  auto files = PackOf(R"(scope: {conversations: group}
detection:
  guarded: {members: <compliance>}
  large: {members|count|gte: 3}
  condition: large and not guarded
tests:
  - {from: a, to: [b, c], type: text, expect: hit}
  - {from: a, to: [b, officer], type: text, expect: miss}
  - {from: a, to: [b], type: text, expect: miss}
)");
  files["lists.yaml"] = "compliance: [officer]\n";
  Proves(files);
}

TEST_CASE("An operator's filter narrows a rule without touching the pack") {
  auto files = PackOf(R"(detection:
  pay: {text|contains: 转我卡}
tests:
  - {text: 转我卡, expect: hit}
  - {text: 今天, expect: miss}
)");
  files["local/filters/finance.yaml"] = "title: {zh: 财务, en: Finance}\nfilter:\n  rules: " + std::string(kId) +
                                        "\n  finance: {departments: '9'}\n  condition: not finance\n"
                                        "  allow: {text|contains: 请转我卡}\n";
  const auto pack = RuleSet::Load(files).rules;
  REQUIRE(pack);
  Message message;
  message.text = "转我卡";
  Facts facts;
  CHECK(pack->Judge(message, facts).size() == 1);
  facts.departments = {"9"};
  CHECK(pack->Judge(message, facts).empty());
  facts.departments = {"8"};
  message.text = "请转我卡";
  CHECK(pack->Judge(message, facts).empty());
  files["local/filters/finance.yaml"] = "title: {zh: 某, en: x}\nfilter: {rules: nobody, allow: {text|contains: 甲}}\n";
  const auto loaded = RuleSet::Load(files);
  CHECK(loaded.rules);
  CHECK(Codes(loaded.report) == std::vector<std::string>{"filter.unknown_rule"});
}

TEST_CASE("A filter that breaks a rule's own example is noticed") {
  auto files =
      PackOf("detection: {a: {text|contains: 甲}}\ntests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]\n");
  files["local/filters/f.yaml"] = "title: {zh: 某, en: x}\nfilter: {rules: any, allow: {text|contains: 甲}}\n";
  Refuses(files, "rule.example_failed");
}

TEST_CASE("What the language does not know is refused by name") {
  const auto with = [](const std::string& selection) {
    return PackOf("detection: {a: {" + selection + "}}\ntests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]\n");
  };
  Refuses(with("texts|contains: 甲"), "rule.unknown_key");
  Refuses(with("text: 甲"), "rule.unknown_key");
  Refuses(with("type|digits: 甲"), "rule.unknown_key");
  Refuses(with("text|contains|gt: 甲"), "rule.unknown_key");
  Refuses(with("media.size|gt: many"), "rule.field");
  Refuses(with("type: <nobody>"), "rule.field");
  Refuses(with("type|re: '('"), "rule.field");
  Refuses(with("text|contains: 甲, min: 2"), "rule.min");
  Refuses(with("text|contains: [甲, 乙], type: text, min: 1"), "rule.min");
  const auto scoped = [](const std::string& scope) {
    return PackOf("scope: {" + scope +
                  "}\ndetection: {a: {text|contains: 甲}}\n"
                  "tests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]\n");
  };
  Refuses(scoped("direction: upwards"), "rule.direction");
  Refuses(scoped("conversations: [pair]"), "rule.conversation");
  Refuses(scoped("when: {from: '25:00'}"), "rule.time");
  Refuses(scoped("when: {days: someday}"), "rule.time");
  auto zone = scoped("roles: rep");
  zone["pack.yaml"].replace(zone["pack.yaml"].find("+08:00"), 6, "Shanghai");
  Refuses(zone, "pack.timezone");
}

TEST_CASE("A field is named when a finding is explained") {
  const auto pack = RuleSet::Load(PackOf(R"(detection:
  a: {text|contains: 甲, media.name|extension: pdf}
tests:
  - {text: 甲, media: {kind: file, name: x.PDF}, expect: hit}
  - {text: 甲, expect: miss}
)"))
                        .rules;
  REQUIRE(pack);
  Message message;
  message.text = "甲";
  message.media.push_back({"file", "", "", 1, "y.pdf", 0});
  const auto explanations = pack->Explain(message, {});
  REQUIRE(explanations.size() == 1);
  REQUIRE(explanations[0].reasons.size() == 2);
  CHECK(explanations[0].reasons[1].field == "media.name|extension");
  CHECK(explanations[0].reasons[1].spans.empty());
  CHECK(explanations[0].finding.spans.size() == 1);
}

}  // namespace
}  // namespace custos::rules
