// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("tags of a customer are wished in the name and within the scope of who asks") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  const auto answer =
      fixture.Call("POST", "/api/v1/customers/1/tags", rep, R"({"source":"wecom:test","add":["et-1"]})");
  REQUIRE(answer.status == 200);
  CHECK(json::parse(answer.body)["wishes"][0]["code"] == "tag.no_relation");
  REQUIRE(fixture.tags.orders.size() == 1);
  CHECK(fixture.tags.orders[0].user_name == "rep");
  CHECK(fixture.tags.orders[0].cause == "person");
  CHECK(fixture.tags.scopes[0].kind == storage::Scope::Kind::kOwn);
  CHECK(fixture
            .Call("POST", "/api/v1/customers/1/tags", fixture.SignIn("stranger"),
                  R"({"source":"wecom:test","add":["et-1"]})")
            .status == 404);
}

TEST_CASE("one tag that does not stand costs the others nothing") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto order = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/customers/1/tags", token, body);
  };
  CHECK(CodeOf(order(R"({"source":"wecom:test","add":["et-1","et-9"]})")) == "tag.not_found");
  CHECK(CodeOf(order(R"({"source":"wecom:other","add":["et-1"]})")) == "tag.no_platform");
  CHECK(order(R"({"source":"wecom:test"})").status == 400);
  CHECK(order(R"({"source":"wecom:test","add":["et-1"],"remove":["et-1"]})").status == 400);
  CHECK(fixture.tags.orders.empty());
}

TEST_CASE("of many customers each has his outcome") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto answer = fixture.Call("POST", "/api/v1/customers/tags", token,
                                   R"({"customers":["2","1"],"source":"wecom:test","add":["et-1"]})");
  REQUIRE(answer.status == 200);
  const json items = json::parse(answer.body)["items"];
  REQUIRE(items.size() == 2);
  CHECK(items[0]["waiting"] == 1);
  CHECK(items[0]["problem"].is_null());
  CHECK(items[1]["problem"].is_string());
  CHECK(
      fixture.Call("POST", "/api/v1/customers/tags", token, R"({"customers":[],"source":"wecom:test","add":["et-1"]})")
          .status == 400);
  CHECK(fixture
            .Call("POST", "/api/v1/customers/tags", fixture.SignIn("rep"),
                  R"({"customers":["1"],"source":"wecom:test","add":["et-1"]})")
            .status == 403);
}

TEST_CASE("administrators change the company's tags, and hear what the platform says") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const std::string draft = R"({"source":"wecom:test","group_id":"et-g","names":["展会"]})";
  CHECK(fixture.Call("POST", "/api/v1/tags", token, draft).status == 201);
  CHECK(fixture.tag_desk.made.names == std::vector<std::string>{"展会"});
  CHECK(fixture.Call("DELETE", "/api/v1/tags?source=wecom:test&id=et-g&group=true", token).status == 200);
  CHECK(fixture.tag_desk.removed == "et-g/group");
  CHECK(fixture.Call("PATCH", "/api/v1/tags", token, R"({"source":"wecom:test","id":"et-1"})").status == 400);
  CHECK(fixture.Call("PATCH", "/api/v1/tags", token, R"({"source":"wecom:test","id":"et-1","order":100000})").status ==
        400);
  CHECK(fixture.Call("POST", "/api/v1/tags", fixture.SignIn("officer"), draft).status == 403);

  fixture.tag_desk.answer = Error{ErrorKind::kInvalid, "tag.name_taken", ""};
  CHECK(fixture.Call("POST", "/api/v1/tags", token, draft).status == 409);
  fixture.tag_desk.answer = Error{ErrorKind::kDenied, "wecom.errcode_48002", ""};
  const auto refused = fixture.Call("POST", "/api/v1/tags", token, draft);
  CHECK(refused.status == 503);
  CHECK(json::parse(refused.body)["params"]["reason"] == "wecom.errcode_48002");
}

}  // namespace custos::testing
