// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/report/days.h"
#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

}  // namespace

TEST_CASE("activity is asked for by days, kind of row and department, and shown with what follows from it") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer = fixture.Call(
      "GET", "/api/v1/activity?from=2026-01-01&until=2026-01-31&by=team&department_source=wecom:test&department_id=3",
      token);
  REQUIRE(answer.status == 200);
  CHECK(fixture.activity.asked.by == storage::ActivityBy::kTeam);
  CHECK(fixture.activity.asked.from_day == *server::report::ParseDay("2026-01-01"));
  CHECK(fixture.activity.asked.until_day == fixture.activity.asked.from_day + 30);
  CHECK(fixture.activity.asked.department->id == 3);
  const json row = json::parse(answer.body)["rows"][0];
  CHECK(row["team"] == json{{"source", "wecom:test"}, {"id", "3"}, {"name", "华东一部"}});
  CHECK(row["first_day"].is_null());
  CHECK(row["accounts"] == 0);  // of a person alone
  const json counts = row["counts"];
  CHECK(counts["replies_5m"] == 1);
  CHECK(counts["replies_1h"] == 1);
  CHECK(counts["replies_later"] == 1);
  CHECK(counts["reply_mean_s"].get<double>() == Approx(1500.1666));
  CHECK(counts["reply_median_s"] == 1800);
  CHECK(counts["reply_p90_s"].is_null());  // longer than the last bound
  CHECK(counts["follow_up_rate"] == 0.25);
  CHECK(fixture.user_store.AuditActions().back() == "activity.get");
}

TEST_CASE("a report without days is of the last seven") {
  ApiFixture fixture;
  REQUIRE(fixture.Call("GET", "/api/v1/activity", fixture.SignIn("rep")).status == 200);
  const std::int64_t today = server::report::DayAt(fixture.clock.Now(), 480);
  CHECK(fixture.activity.asked.until_day == today);
  CHECK(fixture.activity.asked.from_day == today - 6);
  CHECK(fixture.activity.scope_kind == storage::Scope::Kind::kOwn);
}

TEST_CASE("questions that make no sense are refused by name") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  for (const char* target :
       {"/api/v1/activity?from=2026-02-30", "/api/v1/activity?from=2026-02-02&until=2026-02-01",
        "/api/v1/activity?from=1990-01-01&until=2026-02-01", "/api/v1/activity?by=year",
        "/api/v1/activity?department_id=3", "/api/v1/activity.xlsx?language=fr", "/api/v1/unanswered?over_hours=-1",
        "/api/v1/unanswered?over_hours=x", "/api/v1/activity?form=2026-01-01"}) {
    CAPTURE(target);
    CHECK(fixture.Call("GET", target, token).status == 400);
  }
}

TEST_CASE("an exported sheet is a file with a name, and its export is recorded") {
  ApiFixture fixture;
  const auto answer =
      fixture.Call("GET", "/api/v1/activity.xlsx?from=2026-01-01&until=2026-01-31", fixture.SignIn("officer"));
  REQUIRE(answer.status == 200);
  CHECK(answer.body.starts_with("PK"));
  CHECK(answer.Header("content-disposition") == "attachment; filename=\"activity-2026-01-01-2026-01-31.xlsx\"");
  CHECK(fixture.user_store.AuditActions().back() == "activity.export");
}

TEST_CASE("who waits is asked for by hours, and says for how long") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/unanswered?over_hours=2", fixture.SignIn("rep"));
  REQUIRE(answer.status == 200);
  const TimeMs now = fixture.clock.Now();
  CHECK(fixture.activity.asked_questions.before == now - 7'200'000 + 1);
  CHECK(fixture.activity.asked_questions.after == now - 30LL * 86'400'000);
  CHECK(fixture.activity.scope_kind == storage::Scope::Kind::kOwn);
  const json item = json::parse(answer.body)["items"][0];
  CHECK(item["waiting_s"] == (now - 1'760'000'000'000) / 1000);
  CHECK(item["customer_id"] == "1");
}

}  // namespace custos::testing
