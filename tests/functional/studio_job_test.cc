// SPDX-License-Identifier: Apache-2.0
// A rule on its way from a draft with a fault to judging messages and back, in the built program.
#include <atomic>
#include <map>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr char kRule[] = R"(title: {zh: 测试规则, en: Test rule}
id: 00000000-0000-4000-8000-0000000000f1
category: private_payment
level: high
status: stable
description: {zh: 只用于测试, en: For tests only}
scope: {roles: [rep]}
detection:
  word: {text|contains: [青金石密语]}
  condition: word
tests:
  - {text: 记得青金石密语, expect: hit}
  - {text: 您好, expect: miss}
)";

/// A second account that may publish, signed in.
std::unique_ptr<ApiClient> SecondPerson(World& world) {
  const json wanted{
      {"login", "second"}, {"display_name", "乙"}, {"role", "compliance_officer"}, {"scope", {{"kind", "all"}}}};
  const ApiAnswer made = world.api->Post("/users", wanted);
  REQUIRE(made.status == 201);
  auto api = std::make_unique<ApiClient>(world.server->url());
  REQUIRE(api->SignIn("second", made.body["one_time_password"].get<std::string>(), kPassword));
  return api;
}

constexpr char kRuleId[] = "00000000-0000-4000-8000-0000000000f1";

/// Alerts that name the test rule.
std::size_t AlertsOfRule(World& world) {
  std::size_t count = 0;
  const json page = world.api->Get("/alerts?limit=200").body;
  for (const json& alert : page["items"]) {
    for (const json& rule : alert["rules"]) count += rule["rule_id"] == kRuleId ? 1 : 0;
  }
  return count;
}

/// What the test rule says of a line that was tried; null when it is quiet.
json FindingIn(const json& item) {
  for (const json& finding : item["findings"]) {
    if (finding["rule_id"] == kRuleId) return finding;
  }
  return nullptr;
}

ApiAnswer MoveTo(ApiClient& api, const std::string& id, const std::string& to) {
  const std::string etag = api.Get("/rules/versions/" + id).etag;
  return api.Post("/rules/versions/" + id + "/transitions", {{"to", to}, {"note", "测试"}}, etag);
}

/// A draft of the pack in force with the test rule in it.
std::string DraftWithRule(ApiClient& api) {
  const ApiAnswer draft = api.Post("/rules/versions", {{"note", "测试"}});
  REQUIRE(draft.status == 201);
  const auto id = draft.body["id"].get<std::string>();
  const ApiAnswer saved =
      api.Patch("/rules/versions/" + id + "/files", {{"files", {{"rules/test_only.yaml", kRule}}}}, draft.etag);
  REQUIRE(saved.status == 200);
  INFO(saved.body["validation"].dump());
  REQUIRE(saved.body["validation"]["valid"] == true);
  return id;
}

}  // namespace

TEST_CASE("a rule goes from a fault to judging messages by two people, and is taken back") {
  World world;
  ApiClient& author = *world.api;
  const auto second = SecondPerson(world);
  world.Say("记得青金石密语");
  REQUIRE(world.AwaitStored(1));
  CHECK(AlertsOfRule(world) == 0);

  const ApiAnswer draft = author.Post("/rules/versions", {{"note", "新规则"}});
  REQUIRE(draft.status == 201);
  const auto id = draft.body["id"].get<std::string>();
  const std::string files = "/rules/versions/" + id + "/files";
  const std::string faulty = std::string(kRule) + "nonsense: 1\n";
  const ApiAnswer broken = author.Patch(files, {{"files", {{"rules/test_only.yaml", faulty}}}}, draft.etag);
  REQUIRE(broken.status == 200);
  CHECK(broken.body["validation"]["valid"] == false);
  const json& problem = broken.body["validation"]["problems"][0];
  CHECK(problem["file"] == "rules/test_only.yaml");
  CHECK(problem["line"] == 14);
  CHECK(problem["column"] == 11);
  CHECK(problem["code"] == "rule.unknown_key");
  CHECK(MoveTo(author, id, "review").body["code"] == "pack.invalid");

  const ApiAnswer fixed = author.Patch(files, {{"files", {{"rules/test_only.yaml", kRule}}}}, broken.etag);
  REQUIRE(fixed.status == 200);
  CHECK(fixed.body["validation"]["valid"] == true);
  const ApiAnswer trial =
      author.Post("/rules/versions/" + id + "/trial", {{"lines", {{{"text", "青 金 石 密 语"}}, {{"text", "您好"}}}}});
  REQUIRE(trial.status == 200);
  CHECK(FindingIn(trial.body["items"][0])["reasons"][0]["selection"] == "word");
  CHECK(FindingIn(trial.body["items"][1]).is_null());

  const ApiAnswer started = author.Post("/rules/backtests", {{"version", id}, {"from", "2020-01-01T00:00:00Z"}});
  REQUIRE(started.status == 202);
  const std::string backtest = "/rules/backtests/" + started.body["id"].get<std::string>();
  REQUIRE(World::Eventually([&] { return author.Get(backtest).body["state"] != "running"; }));
  const json result = author.Get(backtest).body["result"];
  CHECK(result["gained"] == 1);
  CHECK(result["lost"] == 0);
  const json gained = author.Get(backtest + "/samples?change=gained").body["items"];
  REQUIRE(gained.size() == 1);
  CHECK(gained[0].dump().find("青金石密语") != std::string::npos);
  CHECK(AlertsOfRule(world) == 0);

  CHECK(MoveTo(author, id, "review").status == 200);
  const ApiAnswer alone = MoveTo(author, id, "active");
  CHECK(alone.status == 403);
  CHECK(alone.body["code"] == "pack.four_eyes");
  CHECK(MoveTo(*second, id, "active").status == 200);
  world.Say("还是那句青金石密语");
  REQUIRE(world.AwaitStored(2));
  CHECK(AlertsOfRule(world) == 1);

  CHECK(MoveTo(author, "1", "active").status == 200);
  world.Say("再说一次青金石密语");
  REQUIRE(world.AwaitStored(3));
  CHECK(AlertsOfRule(world) == 1);
  const json judged = author.Get("/rules/judgements").body["items"];
  REQUIRE(judged.size() == 3);
  CHECK(judged[0]["version_id"] == "1");
  CHECK(judged[1]["version_id"] == id);
  CHECK(judged[2]["version_id"] == "1");
}

TEST_CASE("the version in force is still there after a restart") {
  World world;
  const auto second = SecondPerson(world);
  const std::string id = DraftWithRule(*world.api);
  REQUIRE(MoveTo(*world.api, id, "review").status == 200);
  REQUIRE(MoveTo(*second, id, "active").status == 200);
  CHECK(world.server->Stop() == 0);
  world.Start();
  world.Say("青金石密语");
  REQUIRE(world.AwaitStored(1));
  CHECK(AlertsOfRule(world) == 1);
}

TEST_CASE("packs are swapped under load without a lost or doubly judged message") {
  World world;
  const auto second = SecondPerson(world);
  const std::string id = DraftWithRule(*world.api);
  REQUIRE(MoveTo(*world.api, id, "review").status == 200);
  constexpr int kMessages = 600;
  std::atomic<bool> said = false;
  std::thread talking([&] {
    for (int i = 0; i < kMessages; ++i) {
      world.Say("请直接转到我个人微信 " + std::to_string(i));
      if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    said = true;
  });
  bool moved = true;
  REQUIRE(MoveTo(*second, id, "active").status == 200);
  std::string in_force = id;
  while (!said) {
    in_force = in_force == "1" ? id : "1";
    moved = moved && MoveTo(*second, in_force, "active").status == 200;
  }
  talking.join();
  CHECK(moved);
  REQUIRE(world.AwaitStored(kMessages));
  std::map<std::string, int> by_message;
  int hits = 0;  // what joined an alert counts there
  std::string cursor;
  do {
    const json page =
        world.api->Get("/alerts?category=private_payment&limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
    for (const json& alert : page["items"]) {
      ++by_message[alert["message"]["id"].get<std::string>()];
      hits += alert["hits"].get<int>();
    }
    cursor = page["next_cursor"].is_null() ? "" : page["next_cursor"].get<std::string>();
  } while (!cursor.empty());
  CHECK(hits == kMessages);
  for (const auto& [message, alerts] : by_message) CHECK(alerts == 1);
}

}  // namespace custos::testing
