// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/api/present_ownership.h"
#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using storage::OwnershipAct;

constexpr char kPath[] = "/api/v1/customers/1/ownership";
constexpr char kAssignZhang[] = R"({"action":"assign","employee":{"source":"wecom:test","id":"zhang.wei"}})";
constexpr char kToPool[] = R"({"action":"return","pool":"1"})";

std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("an owner is changed in the name of who asks, and the ledger says so") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer =
      fixture.Call("POST", kPath, token,
                   R"({"action":"assign","employee":{"source":"wecom:test","id":"zhang.wei"},"reason":"新客户"})");
  REQUIRE(answer.status == 200);
  const json body = json::parse(answer.body);
  CHECK(body["items"][0]["owner"]["id"] == "zhang.wei");
  CHECK(body["history"][0]["act"] == "assign");
  CHECK(body["history"][0]["user_name"] == "officer");
  CHECK(body["history"][0]["reason"] == "新客户");
  const auto audit = json::parse(fixture.Call("GET", "/api/v1/audit?limit=5", token).body);
  CHECK(audit["items"].dump().find("ownership.change") != std::string::npos);
}

TEST_CASE("an order that does not fit names the member, and one that is outdated says so") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  for (const char* body :
       {R"({})", R"({"action":"steal"})", R"({"action":"merge_in"})", R"({"action":"assign","employee":"zhang"})",
        R"({"action":"assign","employee":{"source":"s"}})", R"({"action":"lend","until":"tomorrow"})",
        R"({"action":"return","pool":1})", R"({"action":"assign","seen":"-1"})", R"({"action":"assign","to":"x"})"}) {
    CHECK(fixture.Call("POST", kPath, token, body).status == 400);
  }
  CHECK(fixture.Call("POST", kPath, token, R"({"action":"assign"})").status == 400);
  REQUIRE(fixture.Call("POST", kPath, token, kAssignZhang).status == 200);
  const auto outdated = fixture.Call("POST", kPath, token, R"({"action":"freeze","seen":"none"})");
  CHECK(outdated.status == 409);
  CHECK(CodeOf(outdated) == "ownership.changed");
}

TEST_CASE("a rep claims for himself and returns what is his, and nothing else") {
  ApiFixture fixture;
  const auto officer = fixture.SignIn("officer");
  const auto rep = fixture.SignIn("rep");
  CHECK(fixture.Call("POST", kPath, rep, kAssignZhang).status == 403);
  REQUIRE(fixture.Call("POST", kPath, officer, kToPool).status == 200);
  CHECK(CodeOf(fixture.Call("POST", kPath, rep,
                            R"({"action":"claim","employee":{"source":"wecom:test","id":"li.na"}})")) ==
        "ownership.not_allowed");
  CHECK(fixture.Call("POST", kPath, rep, R"({"action":"claim"})").status == 200);
  CHECK(fixture.ownership.entries.back().employee->id == "zhang.wei");
  CHECK(fixture.Call("POST", kPath, rep, kToPool).status == 200);
  REQUIRE(fixture.Call("POST", kPath, officer, R"({"action":"assign","employee":{"source":"wecom:test","id":"li.na"}})")
              .status == 200);
  CHECK(fixture.Call("POST", kPath, rep, kToPool).status == 403);
  CHECK(fixture.Call("POST", "/api/v1/ownership", rep, R"({"orders":[]})").status == 403);
}

TEST_CASE("whoever does not see a customer changes nothing about him") {
  ApiFixture fixture;
  const auto stranger = fixture.SignIn("stranger");
  CHECK(fixture.Call("GET", kPath, stranger).status == 404);
  CHECK(fixture.Call("POST", kPath, stranger, kToPool).status == 404);
  CHECK(fixture.ownership.entries.empty());
}

TEST_CASE("many orders have an outcome each") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer = fixture.Call("POST", "/api/v1/ownership", token,
                                   R"({"orders":[{"customer":"1","action":"return","pool":"1"},
                                       {"customer":"99","action":"return","pool":"1"},
                                       {"customer":"2","action":"unshare","employee":{"source":"s","id":"x"}}]})");
  REQUIRE(answer.status == 200);
  const json items = json::parse(answer.body)["items"];
  REQUIRE(items.size() == 3);
  CHECK(items[0]["problem"].is_null());
  CHECK(items[1]["problem"] == "customer.not_found");
  CHECK(items[2]["problem"] == "ownership.not_owned");
  CHECK(fixture.Call("POST", "/api/v1/ownership", token, R"({"orders":[]})").status == 400);
  CHECK(fixture.Call("POST", "/api/v1/ownership", token, R"({"orders":[{"customer":"1"}]})").status == 400);
}

TEST_CASE("a pool shows a rep stars for numbers and not who had the customer") {
  ApiFixture fixture;
  const auto seen = [&](const char* login) {
    return json::parse(fixture.Call("GET", "/api/v1/pools/1/customers", fixture.SignIn(login)).body)["items"][0];
  };
  CHECK(seen("officer")["customer"]["phones"][0] == "8613900001111");
  CHECK(seen("rep")["customer"]["phones"][0] == "86139****1111");
  CHECK(seen("rep")["customer"]["employees"].empty());
  CHECK(server::api::MaskedNumber("1234") == "**34");
  CHECK(server::api::MaskedNumber("12345678901") == "123****8901");
}

TEST_CASE("whoever is entered is asked for by his identities in normal form, and shown as far as one may see him") {
  ApiFixture fixture;
  const auto ask = [&](const char* login) {
    const auto answer = fixture.Call("POST", "/api/v1/duplicates", fixture.SignIn(login),
                                     R"({"name":"王女士","phones":["+86 139-0000-1111"]})");
    REQUIRE(answer.status == 200);
    return json::parse(answer.body)["items"][0];
  };
  CHECK(ask("officer")["id"] == "1");
  CHECK(ask("officer")["name"] == "王女士");
  CHECK(ask("officer")["by"][0] == "phone");
  CHECK(ask("stranger")["id"].is_null());
  CHECK(ask("stranger")["name"] == "王**");
  REQUIRE(fixture.known_customers.asked.identities.size() == 1);
  CHECK(fixture.known_customers.asked.identities[0].value == "8613900001111");
  const auto bad = fixture.Call("POST", "/api/v1/duplicates", fixture.SignIn("officer"), R"({"phones":["abc"]})");
  CHECK(bad.status == 400);
}

TEST_CASE("a pool is changed by the administrator only, on what he saw") {
  ApiFixture fixture;
  const auto admin = fixture.SignIn("admin");
  const auto put = [&](const std::string& token, const char* tag, const char* body) {
    return fixture.Call("PUT", "/api/v1/pools/1", token, body, {{"X-Custos-CSRF", "1"}, {"If-Match", tag}}).status;
  };
  CHECK(put(fixture.SignIn("officer"), "\"v1\"", R"({"name":"甲"})") == 403);
  CHECK(put(admin, "\"v7\"", R"({"name":"甲"})") == 409);
  CHECK(put(admin, "\"v1\"", R"({"name":""})") == 400);
  CHECK(put(admin, "\"v1\"", R"({"name":"甲","claims_per_day":-1})") == 400);
  CHECK(put(admin, "\"v1\"", R"({"name":"甲","returns":{"idle_days":"x"}})") == 400);
  CHECK(put(admin, "\"v1\"", R"({"name":"甲","departments":[{"source":"wecom:test","id":"2"}]})") == 200);
  CHECK(fixture.pools.pools[0].departments[0].id == 2);
}

}  // namespace custos::testing
