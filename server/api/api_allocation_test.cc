// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr char kRules[] = "/api/v1/allocation/rules";

json Rule() {
  return {{"name", "华东"},
          {"conditions", {{"regions", {"浙江"}}, {"fields", {{{"name", "行业"}, {"values", {"医药"}}}}}}},
          {"takers", {{{"source", "wecom:test"}, {"id", "zhang.wei"}, {"weight", 5}, {"owned_limit", 9}}}},
          {"method", "weighted"},
          {"hours", {{"weekdays", {5, 1}}, {"from", 540}, {"to", 1080}}},
          {"time_out_minutes", 30},
          {"max_moves", 2},
          {"fallback_pool", "1"}};
}

}  // namespace

TEST_CASE("a rule is made as it was told, by the administrator only") {
  ApiFixture fixture;
  CHECK(fixture.Call("POST", kRules, fixture.SignIn("officer"), Rule().dump()).status == 403);
  const auto answer = fixture.Call("POST", kRules, fixture.SignIn("admin"), Rule().dump());
  REQUIRE(answer.status == 201);
  const auto& told = fixture.allocations.told;
  CHECK(told.terms.takers[0].weight == 5);
  CHECK(told.terms.takers[0].owned == 9);
  CHECK(told.terms.hours.weekdays == std::vector<int>{1, 5});
  CHECK(told.terms.conditions.fields[0].values[0] == "医药");
  CHECK(told.terms.fallback_pool == 1);
  const json made = json::parse(answer.body);
  CHECK(made["takers"][0]["per_day"] == 0);
  CHECK(made["fallback_pool"] == "1");
  CHECK(made["outside_hours"] == "wait");
}

TEST_CASE("a rule that does not fit names the member") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const json bad[] = {
      {{"takers", json::array()}},
      {{"takers", {{{"source", "wecom:test"}, {"id", "a"}, {"weight", 0}}}}},
      {{"takers", {{{"source", "s"}, {"id", "a"}}, {{"source", "s"}, {"id", "a"}}}}},
      {{"method", "by_luck"}},
      {{"hours", {{"from", 600}, {"to", 600}}}},
      {{"hours", {{"weekdays", {8}}}}},
      {{"conditions", {{"colour", {"red"}}}}},
      {{"fallback_pool", "7"}},
      {{"time_out_minutes", -1}},
      {{"outside_hours", "maybe"}},
  };
  for (const json& change : bad) {
    json rule = Rule();
    rule.update(change);
    const auto answer = fixture.Call("POST", kRules, token, rule.dump());
    CHECK(answer.status == 400);
    CHECK(answer.body.find(change.begin().key()) != std::string::npos);
  }
}

TEST_CASE("an outdated change of a rule is refused") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto change = [&](const char* method, const char* path, const char* tag, const std::string& body) {
    return fixture.Call(method, path, token, body, {{"X-Custos-CSRF", "1"}, {"If-Match", tag}}).status;
  };
  CHECK(change("PUT", "/api/v1/allocation/rules/1", "\"v7\"", Rule().dump()) == 409);
  CHECK(change("PUT", "/api/v1/allocation/rules/9", "\"v1\"", Rule().dump()) == 404);
  CHECK(change("DELETE", "/api/v1/allocation/rules/1", "\"v7\"", "") == 409);
  CHECK(fixture.Call("PUT", "/api/v1/allocation/order", token, R"({"rules":["1","2"]})").status == 409);
  CHECK(fixture.Call("PUT", "/api/v1/allocation/order", token, R"({"rules":["1","1"]})").status == 400);
}

TEST_CASE("the calendar takes each date once") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const char* path = "/api/v1/allocation/calendar";
  REQUIRE(
      fixture.Call("PUT", path, token, R"({"items":[{"date":"2026-10-01","works":false,"note":"国庆节"}]})").status ==
      204);
  const json days = json::parse(fixture.Call("GET", path, token).body);
  CHECK(days["items"][0]["date"] == "2026-10-01");
  CHECK(days["items"][0]["note"] == "国庆节");
  for (const char* body : {R"({"items":[{"date":"2026-13-01","works":false}]})",
                           R"({"items":[{"date":"2026-10-01"},{"date":"2026-10-01"}]})", R"({"items":{}})", R"({})"}) {
    CHECK(fixture.Call("PUT", path, token, body).status == 400);
  }
}

TEST_CASE("a preview names takers with the reason and offers nobody") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer =
      fixture.Call("POST", "/api/v1/allocations", token, R"({"customers":["1","2","77"],"preview":true})");
  REQUIRE(answer.status == 200);
  const json items = json::parse(answer.body)["items"];
  CHECK(items[0]["taker"]["id"] == "zhang.wei");
  CHECK(items[1]["taker"]["id"] == "li.na");
  CHECK(items[0]["why"]["takers"][0]["verdict"] == "chosen");
  CHECK(items[2]["reason"] == "unknown");
  CHECK(fixture.allocations.offered.empty());
  REQUIRE(fixture.Call("POST", "/api/v1/allocations", token, R"({"customers":["1"]})").status == 202);
  CHECK(fixture.allocations.offered == std::vector<std::uint64_t>{1});
  CHECK(fixture.allocations.offered_by == "officer");
  CHECK(fixture.Call("POST", "/api/v1/allocations", token, R"({"customers":[]})").status == 400);
}

TEST_CASE("a rep reads why he got his customer, without the others by name") {
  ApiFixture fixture;
  const char* path = "/api/v1/customers/1/allocations";
  const json all = json::parse(fixture.Call("GET", path, fixture.SignIn("officer")).body)["items"][0]["why"];
  CHECK(all["takers"].size() == 2);
  const auto rep = fixture.SignIn("rep");
  const json own = json::parse(fixture.Call("GET", path, rep).body)["items"][0]["why"];
  REQUIRE(own["takers"].size() == 1);
  CHECK(own["takers"][0]["id"] == "zhang.wei");
  CHECK(own["others"]["full"] == 1);
  CHECK(fixture.Call("GET", "/api/v1/allocations", rep).status == 403);
  CHECK(fixture.Call("GET", kRules, rep).status == 403);
}

TEST_CASE("whoever takes customers off the waiting list says why, and that stands in the audit trail") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const char* path = "/api/v1/allocation/waiting/take-off";
  CHECK(fixture.Call("POST", path, token, R"({"customers":["2"]})").status == 400);
  CHECK(fixture.Call("POST", path, token, R"({"customers":[],"reason":"重复"})").status == 400);
  CHECK(fixture.Call("POST", path, fixture.SignIn("rep"), R"({"customers":["2"],"reason":"重复"})").status == 403);
  const auto answer = fixture.Call("POST", path, token, R"({"customers":["1","2"],"reason":"同行询价"})");
  REQUIRE(answer.status == 200);
  CHECK(json::parse(answer.body)["taken_off"] == 1);
  const std::string audit = json::parse(fixture.Call("GET", "/api/v1/audit?limit=5", token).body)["items"].dump();
  CHECK(audit.find("allocation.take_off") != std::string::npos);
  CHECK(audit.find("同行询价") != std::string::npos);
}

TEST_CASE("decisions are asked for by rule, taker, outcome and time") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET",
                                   "/api/v1/allocations?rule=1&employee_source=wecom:test&employee_id=zhang.wei"
                                   "&act=moved_on&state=refused&from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z",
                                   fixture.SignIn("admin"));
  REQUIRE(answer.status == 200);
  CHECK(fixture.allocations.asked.rule == 1);
  CHECK(fixture.allocations.asked.taker->id == "zhang.wei");
  CHECK(fixture.allocations.asked.act == storage::AllocationAct::kMovedOn);
  CHECK(fixture.allocations.asked.state == storage::AllocationState::kRefused);
  CHECK(fixture.allocations.asked.until - fixture.allocations.asked.from == 31LL * 86'400'000);
  CHECK(fixture.Call("GET", "/api/v1/allocations?act=lost", fixture.SignIn("admin")).status == 400);
  const json item = json::parse(answer.body)["items"][0];
  CHECK(item["rule"]["name"] == "默认");
  CHECK(item["entry"] == "100");
  CHECK(item["time_out"]["state"] == "none");
}

}  // namespace custos::testing
