// SPDX-License-Identifier: Apache-2.0
// Rules that ask who takes part: departments and tags from the simulated company's directory, in the built program.
#include <map>

#include "tests/functional/publish.h"
#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using wecom_sim::SimRelation;

constexpr char kRules[] = R"(title: {zh: 销售部用语, en: A word in the sales department}
id: 00000000-0000-4000-8000-0000000000a1
category: private_payment
level: high
status: stable
scope: {departments: [销售部]}
detection:
  word: {text|contains: [青金石密语]}
tests:
  - {text: 记得青金石密语, expect: hit}
  - {text: 记得青金石密语, departments: [客服部], expect: miss}
---
title: {zh: 重点客户用语, en: A word to a key customer}
id: 00000000-0000-4000-8000-0000000000a2
category: abuse
level: high
status: stable
scope: {customer_tags: [重点客户]}
detection:
  word: {text|contains: [孔雀石密语]}
tests:
  - {text: 记得孔雀石密语, expect: hit}
  - {text: 记得孔雀石密语, customer_tags: [], expect: miss}
---
title: {zh: 信号, en: Signal}
id: 00000000-0000-4000-8000-0000000000a3
name: test_signal
category: data_leak
level: low
status: stable
actions: [signal]
detection:
  word: {text|contains: [绿松石密语]}
tests:
  - {text: 记得绿松石密语, expect: hit}
  - {text: 您好, expect: miss}
---
title: {zh: 同一部门三人, en: Three of one department}
id: 00000000-0000-4000-8000-0000000000a4
category: data_leak
level: critical
status: stable
correlation:
  type: value_count
  rules: test_signal
  group-by: department
  field: employee
  timespan: 1h
  condition: {gte: 3}
tests:
  - {expect: hit, events: [{at: 1m, rule: test_signal, employee: 'e#', departments: [d], repeat: 3, every: 1m}]}
  - {expect: miss, events: [{at: 1m, rule: test_signal, employee: 'e#', departments: [d], repeat: 2, every: 1m}]}
)";

/// The relation of an employee with a customer whose position in the company's list is `index`.
SimRelation Pair(World& world, std::size_t index) { return world.company.corp().company()->relations.at(index); }

void Say(World& world, const SimRelation& pair, const std::string& text) {
  wecom_sim::Line line = world.Line();
  line.from = pair.employee;
  line.to = {pair.customer};
  world.company.corp().Append(wecom_sim::Compose(line, wecom_sim::Text(text)));
}

json Person(World& world, const std::string& id) { return {{"source", world.Source()["source"]}, {"id", id}}; }

bool IsTestRule(const std::string& id) { return id.starts_with("00000000-0000-4000-8000-0000000000a"); }

/// The test rules that a tried line breaks.
std::string Tried(World& world, const std::string& version, const SimRelation& pair, const std::string& text) {
  const json line{
      {"text", text}, {"employee", Person(world, pair.employee)}, {"customer", Person(world, pair.customer)}};
  const json trial = world.api->Post("/rules/versions/" + version + "/trial", {{"lines", {line}}}).body;
  std::string rules;
  for (const json& finding : trial["items"][0]["findings"]) {
    const auto id = finding["rule_id"].get<std::string>();
    if (IsTestRule(id)) rules += id + " ";
  }
  return rules;
}

/// How many alerts name each of the test rules, by the last two characters of its id.
std::map<std::string, int> Alerts(World& world) {
  std::map<std::string, int> count;
  const json page = world.api->Get("/alerts?limit=200").body;
  for (const json& alert : page["items"]) {
    for (const json& rule : alert["rules"]) {
      const auto id = rule["rule_id"].get<std::string>();
      if (IsTestRule(id)) ++count[id.substr(id.size() - 2)];
    }
  }
  return count;
}

std::string Publish(World& world) { return PublishRules(world, kRules); }

}  // namespace

TEST_CASE("rules about departments and tags of customers judge by the company's directory") {
  World world;
  const std::string version = Publish(world);
  const SimRelation sales = Pair(world, 0);    // 销售部
  const SimRelation service = Pair(world, 6);  // 客服部
  const SimRelation tagged = Pair(world, 9);   // 客服部, to a customer with the tag 重点客户
  REQUIRE(World::Eventually([&] {
    return !Tried(world, version, sales, "青金石密语").empty() && !Tried(world, version, tagged, "孔雀石密语").empty();
  }));
  CHECK(Tried(world, version, service, "青金石密语 孔雀石密语") == "");

  Say(world, sales, "记得青金石密语");
  Say(world, service, "记得青金石密语");
  Say(world, tagged, "记得孔雀石密语");
  Say(world, sales, "记得孔雀石密语");
  REQUIRE(world.AwaitStored(4));
  CHECK(Alerts(world) == std::map<std::string, int>{{"a1", 1}, {"a2", 1}});

  const ApiAnswer started =
      world.api->Post("/rules/backtests", {{"version", version}, {"compare", "1"}, {"from", "2020-01-01T00:00:00Z"}});
  REQUIRE(started.status == 202);
  const std::string backtest = "/rules/backtests/" + started.body["id"].get<std::string>();
  REQUIRE(World::Eventually([&] { return world.api->Get(backtest).body["state"] != "running"; }));
  CHECK(world.api->Get(backtest).body["result"]["gained"] == 2);
}

TEST_CASE("what several people of one department do is counted together, and nobody else's") {
  World world;
  const std::string version = Publish(world);
  REQUIRE(World::Eventually([&] { return !Tried(world, version, Pair(world, 0), "青金石密语").empty(); }));
  Say(world, Pair(world, 0), "记得绿松石密语");
  Say(world, Pair(world, 1), "记得绿松石密语");
  Say(world, Pair(world, 6), "记得绿松石密语");  // another department, though below the same one
  REQUIRE(world.AwaitStored(3));
  CHECK(Alerts(world).empty());
  Say(world, Pair(world, 2), "记得绿松石密语");
  REQUIRE(world.AwaitStored(4));
  CHECK(Alerts(world) == std::map<std::string, int>{{"a4", 1}});
}

}  // namespace custos::testing
