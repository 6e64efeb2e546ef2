// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/report/days.h"
#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

class Reports : public ApiFixture {
 public:
  std::int64_t Today() const { return server::report::DayAt(clock.Now(), checkpoints.ZoneMinutes()); }
  Answer HandIn(const std::string& login, const json& body) {
    return Call("POST", "/api/v1/day-reports", SignIn(login), body.dump());
  }
};

}  // namespace

TEST_CASE("a report is handed in with the numbers of its day, which the server counts") {
  Reports fixture;
  const auto answer = fixture.HandIn("rep", {{"text", "今天很顺利"}});
  REQUIRE(answer.status == 201);
  const auto report = json::parse(answer.body);
  CHECK(report["text"] == "今天很顺利");
  CHECK(report["counts"]["desk"]["notes"]["call"] == 2);
  CHECK(report["counts"]["activity"]["messages_out"] == 12);
  CHECK(fixture.activity.scope_kind == storage::Scope::Kind::kOwn);
  CHECK(fixture.activity.asked.from_day == fixture.Today());
  CHECK(fixture.activity.asked.until_day == fixture.Today());
  REQUIRE(fixture.day_reports.author.employees.size() == 1);
  CHECK(fixture.day_reports.author.employees[0].id == "zhang.wei");
  CHECK(fixture.user_store.AuditActions().back() == "day_report.hand_in");
  const auto of_officer = json::parse(fixture.HandIn("officer", {{"text", "x"}}).body);
  CHECK(of_officer["counts"]["activity"].is_null());
  CHECK(fixture.day_reports.author.employees.empty());
}

TEST_CASE("a day is reported within a week, and a correction later keeps its numbers") {
  Reports fixture;
  const auto day = [&](std::int64_t back) { return server::report::DayName(fixture.Today() - back); };
  CHECK(fixture.HandIn("rep", {{"text", "x"}, {"day", day(7)}}).status == 201);
  CHECK(fixture.day_reports.day == fixture.Today() - 7);
  CHECK(json::parse(fixture.day_reports.counts)["desk"]["notes"]["call"] == 2);
  storage::DayReport before;
  before.now.counts = R"({"kept":1})";
  fixture.day_reports.own = before;
  CHECK(fixture.HandIn("rep", {{"text", "更正"}, {"day", day(1)}}).status == 201);
  CHECK(fixture.day_reports.counts == R"({"kept":1})");
  CHECK(fixture.HandIn("rep", {{"text", "更正"}, {"day", day(0)}}).status == 201);
  CHECK(fixture.day_reports.counts != R"({"kept":1})");
  for (const json& bad : {json{{"text", "x"}, {"day", day(8)}}, json{{"text", "x"}, {"day", day(-1)}},
                          json{{"text", "x"}, {"day", "gestern"}}, json{{"text", ""}}, json{{"day", day(0)}},
                          json{{"text", std::string(8001, 'x')}}, json{{"text", "x"}, {"counts", 1}}}) {
    INFO(bad.dump());
    CHECK(fixture.HandIn("rep", bad).status == 400);
  }
}

TEST_CASE("a manager sees who reported, who did not, and what he has read; a rep sees his own") {
  Reports fixture;
  const auto officer = fixture.SignIn("officer");
  const auto list = json::parse(
      fixture.Call("GET", "/api/v1/day-reports?day=2026-03-02&department_source=wecom:test&department_id=2", officer)
          .body);
  CHECK(list["day"] == "2026-03-02");
  REQUIRE(list["items"].size() == 1);
  CHECK(list["items"][0]["read"] == false);  // he read the version before
  CHECK(list["items"][0]["employees"][0]["department"] == "华东一部");
  CHECK(list["missing"][0]["user_name"] == "stranger");
  CHECK(list["missing_total"] == 1);
  REQUIRE(fixture.day_reports.asked.department);
  CHECK(fixture.day_reports.asked.department->id == 2);
  CHECK(fixture.Call("GET", "/api/v1/day-reports?day=2026-13-02", officer).status == 400);
  const auto one = json::parse(fixture.Call("GET", "/api/v1/day-reports/1", officer).body);
  CHECK(one["past"][0]["text"] == "今天顺利");
  CHECK(fixture.Call("POST", "/api/v1/day-reports/1/read", officer).status == 204);
  const auto stranger = fixture.SignIn("stranger");
  CHECK(fixture.Call("GET", "/api/v1/day-reports/1", stranger).status == 404);
  CHECK(fixture.Call("POST", "/api/v1/day-reports/1/read", stranger).status == 404);
  CHECK(json::parse(fixture.Call("GET", "/api/v1/day-reports", stranger).body)["items"].empty());
  CHECK(json::parse(fixture.Call("GET", "/api/v1/desk/report", stranger).body)["report"].is_null());
}

}  // namespace custos::testing
