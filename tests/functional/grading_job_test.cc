// SPDX-License-Identifier: Apache-2.0
// Customers of a simulated company graded by rules, as the built program does it, through a kill in between.
#include <nlohmann/json.hpp>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

class GradingWorld : public World {
 public:
  void KillAndStart() {
    server->process().Kill();
    server = std::make_unique<ServerProcess>(ServerProcess::Options{
        .program = CUSTOS_PROGRAM, .data_dir = data_dir(), .config = company.config(), .arguments = {}});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
    REQUIRE(api->SignIn("admin", "", kPassword));
  }

  json Customers() { return api->Get("/customers?limit=200").body["items"]; }
  json Customer(const std::string& id) { return api->Get("/customers/" + id).body; }
  json Change(const std::string& id, const json& body) {
    const auto changed = api->Patch("/customers/" + id, body, api->Get("/customers/" + id).etag);
    INFO(changed.text);
    REQUIRE(changed.status == 200);
    return changed.body;
  }
  void SetRules(const json& items) {
    const auto set = api->Put("/grade-rules", {{"items", items}}, api->Get("/grade-rules").etag);
    INFO(set.text);
    REQUIRE(set.status == 200);
  }
  bool AwaitGrade(const std::string& id, const std::string& grade) {
    return Eventually([&] { return Customer(id)["grade"] == grade; });
  }
};

json Rule(const std::string& value, const json& condition) {
  return {{"target", "grade"}, {"value", value}, {"name", "规则" + value}, {"condition", condition}};
}

const json kAnybody = {{"all", json::array()}};
const json kRich = {{"on", "field"}, {"key", "amount"}, {"op", "at_least"}, {"value", 1000}};

}  // namespace

TEST_CASE("customers are graded by rules and by people, also when the server was killed in between") {
  GradingWorld world;
  REQUIRE(World::Eventually([&] { return world.Customers().size() >= 2; }));
  const json some = world.Customers();
  const std::string first = some[0]["id"].get<std::string>(), second = some[1]["id"].get<std::string>();
  const json field = {{"key", "amount"}, {"label_zh", "金额"}, {"label_en", "Amount"}, {"type", "number"}};
  REQUIRE(world.api->Put("/customer-fields", {{"items", {field}}}, world.api->Get("/customer-fields").etag).status ==
          200);
  const auto misfit = world.api->Patch("/customers/" + first, {{"fields", {{"amount", "many"}}}},
                                       world.api->Get("/customers/" + first).etag);
  CHECK(misfit.status == 400);
  CHECK(misfit.body["params"]["field"] == "fields.amount");
  world.Change(first, {{"fields", {{"amount", "1200"}}}});

  const auto preview = world.api->Post("/grade-rules/preview", {{"items", {Rule("A", kRich), Rule("C", kAnybody)}}});
  INFO(preview.text);
  REQUIRE(preview.status == 200);
  CHECK(preview.body["moves"].size() == 2);
  CHECK(world.Customer(first)["grade"] == "");
  world.SetRules({Rule("A", kRich), Rule("C", kAnybody)});
  world.KillAndStart();
  CHECK(world.AwaitGrade(first, "A"));
  CHECK(world.AwaitGrade(second, "C"));
  CHECK(world.Customer(first)["grade_rule"] == "规则A");

  world.Change(second, {{"grade", "B"}});
  world.Change(first, {{"fields", {{"amount", "5"}}}});
  CHECK(world.AwaitGrade(first, "C"));
  CHECK(world.Customer(second)["grade"] == "B");
  CHECK(world.Customer(second)["grade_from"] == "person");
  world.Change(second, {{"grade", nullptr}});
  CHECK(world.AwaitGrade(second, "C"));

  const json condition = {{"on", "grade"}, {"op", "in"}, {"value", {"C"}}};
  const auto segment = world.api->Post("/segments", {{"name", "C 类"}, {"condition", condition}});
  REQUIRE(segment.status == 201);
  const auto count = world.api->Post("/segments/count", {{"condition", condition}});
  const json listed = world.api->Get("/customers?limit=200&segment=" + segment.body["id"].get<std::string>()).body;
  CHECK(count.body["customers"] == listed["items"].size());
  CHECK(listed["items"].size() >= 2);
  const std::string told = world.api->Get("/customers/" + first + "/timeline?kind=change").text;
  CHECK(told.find("规则A") != std::string::npos);
}

}  // namespace custos::testing
