// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

json Wish() { return {{"source", "wecom:test"}, {"giver", "zhang.wei"}, {"takers", {{{"id", "li.na"}}}}}; }
std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("a preview says who goes to whom, and who stays for which reason") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  json wish = Wish();
  wish["changes"] = {{"wr-0001", ""}};
  const auto answer = fixture.Call("POST", "/api/v1/handovers/preview", token, wish.dump());
  REQUIRE(answer.status == 200);
  const json plan = json::parse(answer.body);
  CHECK(plan["movable"] == 1);
  CHECK(plan["items"][0]["taker"] == "li.na");
  CHECK(plan["items"][1]["reason"] == "left_out");
  CHECK(plan["takers"][0]["customers"] == 1);
  CHECK(fixture.handovers.created.items.empty());
}

TEST_CASE("a handover begins as it was planned, in the name of who asks") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  json wish = Wish();
  wish["message"] = "您好，以后由同事为您服务";
  REQUIRE(fixture.Call("POST", "/api/v1/handovers", token, wish.dump()).status == 201);
  CHECK(fixture.handovers.created.items.size() == 2);
  CHECK(fixture.handovers.created.user_name == "admin");
  CHECK(fixture.handovers.created.message == wish["message"]);
  wish["changes"] = {{"wr-0001", ""}, {"wm-0001", ""}};
  CHECK(CodeOf(fixture.Call("POST", "/api/v1/handovers", token, wish.dump())) == "handover.empty");
}

TEST_CASE("a wish that cannot be is refused with what is wrong") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto refused = [&](const std::string& member, const json& value) {
    json wish = Wish();
    wish[member] = value;
    const auto answer = fixture.Call("POST", "/api/v1/handovers/preview", token, wish.dump());
    CHECK(answer.status == 400);
    return CodeOf(answer);
  };
  CHECK(refused("source", "wecom:other") == "handover.no_platform");
  CHECK(refused("giver", "nobody") == "handover.unknown_person");
  CHECK(refused("takers", {{{"id", "nobody"}}}) == "handover.unknown_person");
  CHECK(refused("takers", {{{"id", "zhang.wei"}}}) == "handover.same_person");
  CHECK(refused("takers", {{{"id", "li.na"}}, {{"id", "li.na"}}}) == "handover.same_person");
  CHECK(refused("takers", json::array()) == "request.invalid");
  CHECK(refused("takers", {{{"id", "li.na"}, {"capacity", -1}}}) == "request.invalid");
  CHECK(refused("rule", {{"by", "mood"}}) == "request.invalid");
  CHECK(refused("rule", {{"by", "field"}}) == "request.invalid");
  CHECK(refused("rule", {{"shares", {{{"value", "A"}, {"takers", {"stranger"}}}}}}) == "handover.unknown_person");
  CHECK(refused("changes", {{"wm-9999", "li.na"}}) == "handover.unknown_customer");
  CHECK(refused("changes", {{"wm-0001", "stranger"}}) == "handover.unknown_person");
  CHECK(refused("message", std::string(201, 'x')) == "request.invalid");
}

TEST_CASE("what cannot be asked for again, or has ended, is a conflict") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  CHECK(fixture.Call("POST", "/api/v1/handovers/3/items/2/retry", token, "{}").status == 409);
  CHECK(fixture.Call("POST", "/api/v1/handovers/4/items/1/retry", token, "{}").status == 404);
  CHECK(fixture.Call("POST", "/api/v1/handovers/4/cancel", token).status == 409);
  CHECK(fixture.Call("GET", "/api/v1/handovers/4", token).status == 404);
  CHECK(fixture.Call("GET", "/api/v1/handovers/3/items?state=lost", token).status == 400);
  CHECK(fixture.Call("POST", "/api/v1/handovers", fixture.SignIn("officer"), Wish().dump()).status == 403);
  CHECK(fixture.Call("GET", "/api/v1/handovers", fixture.SignIn("rep")).status == 403);
}

}  // namespace custos::testing
