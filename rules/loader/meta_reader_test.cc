// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/meta_reader.h"

#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

constexpr const char* kMeta = R"(title: {zh: 题, en: Title}
id: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11
category: pay
level: high
owner: 合规部
references: ['https://example.com/a']
falsepositives:
  - {zh: 凑份子, en: sharing a bill}
  - 客户自己问
actions: [escalate, block]
notify: [legal]
tag_customer: 重点
group: {by: [employee, customer], window: 24h}
)";

RuleInfo Read(const std::string& yaml, LoadReport* report) {
  const auto documents = ParseYaml("r.yaml", yaml, report);
  REQUIRE(documents.size() == 1);
  Fields fields("r.yaml", report);
  return ReadMeta(documents.front(), &fields);
}

TEST_CASE("A rule says what follows from it and who answers for it") {
  LoadReport report;
  const RuleInfo info = Read(kMeta, &report);
  INFO(report.ToText());
  REQUIRE(report.ok());
  CHECK(info.owner == "合规部");
  CHECK(info.references.size() == 1);
  REQUIRE(info.false_positives.size() == 2);
  CHECK(info.false_positives[0].en == "sharing a bill");
  CHECK(info.false_positives[1].zh == "客户自己问");
  CHECK((info.Has(RuleAction::kEscalate) && info.Has(RuleAction::kBlock) && !info.Has(RuleAction::kAlert)));
  CHECK(info.alerts());
  CHECK(info.notify == std::vector<std::string>{"legal"});
  CHECK(info.tag_customer == "重点");
  CHECK(info.group.by == std::vector<GroupKey>{GroupKey::kEmployee, GroupKey::kCustomer});
  CHECK(info.group.window_ms == TimeMs{24} * 3600 * 1000);
}

TEST_CASE("A rule in the shadow and a signal raise no alert") {
  RuleInfo info;
  CHECK(info.alerts());
  info.status = "test";
  CHECK((info.shadow() && !info.alerts()));
  info.status = "stable";
  info.actions = {RuleAction::kSignal};
  CHECK_FALSE(info.alerts());
}

TEST_CASE("Wrong meta values are named") {
  const auto code = [](const std::string& from, const std::string& to) {
    std::string yaml = kMeta;
    yaml.replace(yaml.find(from), from.size(), to);
    LoadReport report;
    Read(yaml, &report);
    return report.problems.empty() ? "" : report.problems.front().code;
  };
  CHECK(code("[escalate, block]", "[shout]") == "rule.action");
  CHECK(code("[escalate, block]", "[signal, block]") == "rule.action");
  CHECK(code("[employee, customer]", "[weather]") == "rule.group");
  CHECK(code("window: 24h", "window: 24") == "rule.timespan");
  CHECK(code("7a0f2b9e-52f2", "7a0f2b9e-5") == "rule.id");
}

TEST_CASE("Time spans have a unit and a bound") {
  CHECK(ParseTimespan("90s") == 90000);
  CHECK(ParseTimespan("7d") == TimeMs{7} * 24 * 3600 * 1000);
  for (const char* wrong : {"", "h", "0h", "-1h", "1.5h", "99999999999d", "12"}) CHECK_FALSE(ParseTimespan(wrong));
}

}  // namespace
}  // namespace custos::rules
