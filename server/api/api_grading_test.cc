// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

}  // namespace

TEST_CASE("a bad condition is refused by the path of its member") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const auto field = [&](const std::string& body) {
    const auto answer = fixture.Call("POST", "/api/v1/segments/count", token, body);
    REQUIRE(answer.status == 400);
    return json::parse(answer.body)["params"]["field"].get<std::string>();
  };
  CHECK(field(R"({})") == "condition");
  CHECK(field(R"({"condition":[]})") == "condition");
  CHECK(field(R"({"condition":{"all":[{"on":"grade","op":"in","value":"A"}]}})") == "condition.all[0].value");
  CHECK(field(R"({"condition":{"on":"mood","op":"in","value":["A"]}})") == "condition.on");
  CHECK(fixture.Call("POST", "/api/v1/segments/count", token, R"({"condition":{"all":[]}})").status == 200);
  fixture.segments.count = std::nullopt;
  const auto slow = fixture.Call("POST", "/api/v1/segments/count", token, R"({"condition":{"all":[]}})");
  CHECK(json::parse(slow.body)["customers"].is_null());
}

TEST_CASE("customers are listed by a segment, and a rule's grade is told by its name") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  REQUIRE(fixture.Call("GET", "/api/v1/customers?segment=1", token).status == 200);
  REQUIRE(fixture.customers.last_filter.condition);
  CHECK(*fixture.customers.last_filter.condition == GradedA());
  CHECK(fixture.Call("GET", "/api/v1/customers?segment=9", token).status == 404);
  REQUIRE(fixture.Call("POST", "/api/v1/customers/search", token, R"({"condition":{"any":[]},"q":"王","limit":3})")
              .status == 200);
  CHECK(fixture.customers.last_filter.text == "王");
  CHECK(fixture.customers.last_filter.limit == 3);
  const json customer = json::parse(fixture.Call("GET", "/api/v1/customers/1", token).body);
  CHECK(customer["grade_from"] == "1");
  CHECK(customer["grade_rule"] == "大客户");
  CHECK(customer["stage_rule"].is_null());
}

TEST_CASE("a segment of somebody else is changed by the administrator only") {
  ApiFixture fixture;
  const auto put = [&](const char* login, const char* tag) {
    return fixture
        .Call("PUT", "/api/v1/segments/1", fixture.SignIn(login), R"({"name":"甲","condition":{"all":[]}})",
              {{"X-Custos-CSRF", "1"}, {"If-Match", tag}})
        .status;
  };
  CHECK(put("officer", "\"v1\"") == 404);
  CHECK(put("admin", "\"v7\"") == 409);
  CHECK(put("admin", "\"v1\"") == 200);
}

TEST_CASE("rules and fields are refused by the place of what does not fit") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto field = [&](const char* target, const std::string& body) {
    const auto answer = fixture.Call("PUT", target, token, body, {{"X-Custos-CSRF", "1"}, {"If-Match", "\"v1\""}});
    REQUIRE(answer.status == 400);
    return json::parse(answer.body)["params"]["field"].get<std::string>();
  };
  const char* rules = "/api/v1/grade-rules";
  CHECK(field(rules, R"({"items":{}})") == "items");
  CHECK(field(rules, R"({"items":[{"target":"mood","value":"A","name":"x","condition":{"all":[]}}]})") ==
        "items[0].target");
  CHECK(field(rules, R"({"items":[{"target":"grade","value":"","name":"x","condition":{"all":[]}}]})") ==
        "items[0].value");
  CHECK(field(rules, R"({"items":[{"target":"grade","value":"A","name":"x","condition":{"not":1}}]})") ==
        "items[0].condition.not");
  CHECK(field("/api/v1/customer-fields",
              R"({"items":[{"key":"a","label_zh":"x","label_en":"x","type":"choice","choices":[]}]})") ==
        "items[0].choices");
  const auto outdated =
      fixture.Call("PUT", rules, token, R"({"items":[]})", {{"X-Custos-CSRF", "1"}, {"If-Match", "\"v9\""}});
  CHECK(outdated.status == 409);
}

TEST_CASE("rules that ask for each other's tags are refused by their names") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  fixture.grading.refused = Error{ErrorKind::kInvalid, "grading.tag_circle", "甲 → 乙"};
  const json rules = {{"items", json::array()}};
  const auto put =
      fixture.Call("PUT", "/api/v1/grade-rules", token, rules.dump(), {{"X-Custos-CSRF", "1"}, {"If-Match", "\"v1\""}});
  const auto preview = fixture.Call("POST", "/api/v1/grade-rules/preview", token, rules.dump());
  for (const auto& answer : {put, preview}) {
    CHECK(answer.status == 400);
    const json problem = json::parse(answer.body);
    CHECK(problem["code"] == "grading.tag_circle");
    CHECK(problem["params"]["rules"] == "甲 → 乙");
  }
}

TEST_CASE("rules are suggested by contact or by orders, in either language") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto suggested = [&](const std::string& query) {
    return fixture.Call("GET", "/api/v1/grade-rules/suggested" + query, token);
  };
  CHECK(suggested("?by=orders&lang=en").body.find("order_value") != std::string::npos);
  CHECK(suggested("?by=orders&lang=en").body.find("At risk") != std::string::npos);
  CHECK(suggested("?by=orders").body.find("有流失风险") != std::string::npos);
  CHECK(suggested("?by=contact").body == suggested("").body);
  CHECK(suggested("").body.find("order_value") == std::string::npos);
  CHECK(suggested("?by=mood").status == 400);
}

TEST_CASE("tags that rules leave alone are told with the state of the rules") {
  ApiFixture fixture;
  fixture.grading.held = {{"wecom:a", "et1", 3}};
  const json rules = json::parse(fixture.Call("GET", "/api/v1/grade-rules", fixture.SignIn("admin")).body);
  CHECK(rules["state"]["held"] == json{{{"source", "wecom:a"}, {"tag", "et1"}, {"contacts", 3}}});
}

TEST_CASE("a rep sees the fields that are for reps") {
  ApiFixture fixture;
  const auto fields = [&](const char* login) {
    return json::parse(fixture.Call("GET", "/api/v1/customers/1", fixture.SignIn(login)).body)["fields"];
  };
  CHECK(fields("officer").contains("city"));
  CHECK_FALSE(fields("rep").contains("city"));
  CHECK(json::parse(fixture.Call("GET", "/api/v1/customer-fields", fixture.SignIn("rep")).body)["items"].size() == 1);
}

TEST_CASE("null gives a grade back to the rules") {
  ApiFixture fixture;
  const auto answer = fixture.Call("PATCH", "/api/v1/customers/1", fixture.SignIn("officer"), R"({"grade":null})",
                                   {{"X-Custos-CSRF", "1"}, {"If-Match", "\"v1\""}});
  CHECK(answer.status == 200);
  CHECK(fixture.customers.last_change.grade_to_rules);
  CHECK_FALSE(fixture.customers.last_change.grade);
  CHECK_FALSE(fixture.customers.last_change.stage_to_rules);
}

}  // namespace custos::testing
