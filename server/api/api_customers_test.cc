// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("a timeline is asked for by kind, employee, time and order, and every entry has its part only") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer = fixture.Call("GET",
                                   "/api/v1/customers/1/timeline?kind=sms,call&employee_source=wecom:test&employee_id="
                                   "zhang.wei&from=2026-01-01T00:00:00Z&order=oldest&limit=7",
                                   token);
  REQUIRE(answer.status == 200);
  const storage::TimelineQuery& query = fixture.customers.last_query;
  CHECK(query.kinds == std::vector<storage::TimelineKind>{storage::TimelineKind::kSms, storage::TimelineKind::kCall});
  CHECK(query.employee->id == "zhang.wei");
  CHECK(query.oldest_first);
  CHECK(query.limit == 7);
  const json page = json::parse(answer.body);
  for (const json& item : page["items"]) {
    int parts = 0;
    for (const char* part : {"message", "alert", "decision", "change", "note"}) parts += item[part].is_null() ? 0 : 1;
    CHECK(parts == 1);
  }
  CHECK(fixture.Call("GET", "/api/v1/customers/1/timeline?kind=purchase", token).status == 400);
}

TEST_CASE("who looks at a customer is recorded, and who may not see him finds nobody") {
  ApiFixture fixture;
  const auto officer = fixture.SignIn("officer");
  CHECK(fixture.Call("GET", "/api/v1/customers/1/timeline", officer).status == 200);
  const auto audit = json::parse(fixture.Call("GET", "/api/v1/audit?limit=5", officer).body);
  CHECK(audit["items"].dump().find("customer.timeline") != std::string::npos);
  const auto stranger = fixture.SignIn("stranger");
  for (const char* target : {"/api/v1/customers/1", "/api/v1/customers/1/timeline",
                             "/api/v1/customers/lookup?source=wecom:test&id=wm-0001"}) {
    const auto answer = fixture.Call("GET", target, stranger);
    CHECK(answer.status == 404);
    CHECK(CodeOf(answer) == "customer.not_found");
  }
}

TEST_CASE("merging needs a reason and is done in the name of who asks") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  CHECK(fixture.Call("POST", "/api/v1/customers/1/merges", token, R"({"other":"2"})").status == 400);
  CHECK(fixture.Call("POST", "/api/v1/customers/1/merges", token, R"({"other":"x","reason":"r"})").status == 400);
  CHECK(fixture.Call("POST", "/api/v1/customers/1/merges", token, R"({"other":"3","reason":"r"})").status == 404);
  CHECK(fixture.Call("POST", "/api/v1/customers/1/merges", token, R"({"other":"2","reason":"同一人"})").status == 201);
  CHECK(fixture.customers.last_actor.user_name == "officer");
  CHECK(fixture.customers.last_actor.reason == "同一人");
}

TEST_CASE("a change says which state it is about") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto change = [&](const std::string& tag) {
    return fixture.Call("PATCH", "/api/v1/customers/1", token, R"({"grade":"A"})",
                        {{"X-Custos-CSRF", "1"}, {"If-Match", tag}});
  };
  CHECK(change("\"v9\"").status == 409);
  const auto changed = change("\"v1\"");
  CHECK(changed.status == 200);
  CHECK(json::parse(changed.body)["grade"] == "A");
  CHECK(changed.Header("etag") == "\"v1\"");
}

TEST_CASE("numbers are taken as people write them, and what is none is refused") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto put = [&](const std::string& number, const std::string& exchange) {
    const json item = {
        {"exchange", exchange}, {"number", number}, {"employee_source", "wecom:test"}, {"employee_id", "li.na"}};
    return fixture.Call("PUT", "/api/v1/numbers", token, json{{"items", {item}}}.dump()).status;
  };
  CHECK(put("+86 139-0000-2222", "") == 204);
  CHECK(fixture.numbers.numbers.back().value == "8613900002222");
  CHECK(put("801", "pbx") == 204);
  for (const char* bad : {"801", "abc", "", "013900002222", "86+13900002222"}) CHECK(put(bad, "") == 400);
  CHECK(fixture.Call("DELETE", "/api/v1/numbers?number=999&exchange=pbx", token).status == 404);
}

}  // namespace custos::testing
