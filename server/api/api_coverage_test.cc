// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

/// An officer who sees one department only.
void AddNarrowOfficer(ApiFixture& fixture) {
  storage::User user;
  user.login = "narrow";
  user.display_name = "narrow";
  user.role = storage::UserRole::kComplianceOfficer;
  user.scope.kind = storage::Scope::Kind::kDepartments;
  user.scope.departments = {{"wecom:test", 2}};
  user.password_hash = fixture.hasher.Hash(ApiFixture::kPassword).value();
  REQUIRE(fixture.user_store.CreateUser(user));
}

}  // namespace

TEST_CASE("coverage tells the company before its departments, the gaps, and what keeps the platform from telling") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/coverage", fixture.SignIn("admin"));
  REQUIRE(answer.status == 200);
  const json body = json::parse(answer.body);
  CHECK(body["items"][0]["department_id"].is_null());
  CHECK(body["items"][1]["name"] == "销售部");
  CHECK(body["items"][0]["consents"]["unknown"] == 1);
  CHECK(body["items"][0]["consents"]["default"] == 3);
  CHECK(body["gaps"]["no_seat"] == 2);
  CHECK(body["asking"][0]["problem"] == "wecom.errcode_301053");
  CHECK(body["phones_expected"] == json::array({"销售部"}));
}

TEST_CASE("a kind of gap is listed for one employee, and what is no kind is not found") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto answer = fixture.Call(
      "GET", "/api/v1/coverage/gaps/customer_no_seat?employee_source=wecom:test&employee_id=li.na&limit=20", token);
  REQUIRE(answer.status == 200);
  CHECK(json::parse(answer.body)["items"][0]["count"] == 6);
  CHECK(fixture.coverage.asked.kind == storage::CoverageGapKind::kCustomerNoSeat);
  CHECK(fixture.coverage.asked.employee->id == "li.na");
  CHECK(fixture.coverage.asked.limit == 20);
  CHECK(fixture.coverage.asked.phones_expected == std::vector<std::string>{"销售部"});
  CHECK(fixture.Call("GET", "/api/v1/coverage/gaps/other", token).status == 404);
  CHECK(fixture.Call("GET", "/api/v1/coverage/gaps/no_seat?limit=0", token).status == 400);
}

TEST_CASE("the consent report shows a default as a default, and is filtered by state") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer = fixture.Call("GET", "/api/v1/coverage/consents?state=default", token);
  REQUIRE(answer.status == 200);
  const json body = json::parse(answer.body);
  CHECK(body["items"][0]["state"] == "default");
  CHECK(body["items"][0]["customer_id"] == "7");
  CHECK(body["next_cursor"] == "next");
  CHECK(fixture.consents.asked.state == storage::ConsentState::kDefault);
  CHECK(fixture.Call("GET", "/api/v1/coverage/consents?state=maybe", token).status == 400);
  CHECK(fixture.Call("GET", "/api/v1/coverage/consents?cursor=x", token).status == 400);
  CHECK(fixture.Call("GET", "/api/v1/coverage/consents?kind=group&employee_source=wecom:test&employee_id=li.na", token)
            .status == 400);
}

TEST_CASE("a phone is replaced by an administrator, and the employee's bindings show both") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const json employee = {{"employee_source", "wecom:test"}, {"employee_id", "zhang.wei"}, {"label", "一号机"}};
  const json first = json::parse(fixture.Call("POST", "/api/v1/devices", token, employee.dump()).body);
  const auto old = first["device_id"].get<std::string>();
  const std::string path = "/api/v1/devices/" + old + "/replacement";
  CHECK(fixture.Call("POST", path, fixture.SignIn("officer"), "{}").status == 403);
  const auto replaced = fixture.Call("POST", path, token, "{}");
  REQUIRE(replaced.status == 201);
  CHECK(json::parse(replaced.body)["device_id"] != old);
  const auto answer = fixture.Call("GET", "/api/v1/bindings?employee_source=wecom:test&employee_id=zhang.wei",
                                   fixture.SignIn("officer"));
  REQUIRE(answer.status == 200);
  const json body = json::parse(answer.body);
  std::size_t revoked = 0, taken = 0;
  for (const json& device : body["devices"]) {
    revoked += device["id"] == old && device["state"] == "revoked" ? 1 : 0;
    taken += device["replaces"] == old ? 1 : 0;
  }
  CHECK(revoked == 1);
  CHECK(taken == 1);
  CHECK(body["numbers"][0]["until"].is_null());
  CHECK(fixture.Call("GET", "/api/v1/bindings?employee_source=wecom:test&employee_id=nobody", token).status == 404);
  CHECK(fixture.Call("GET", "/api/v1/bindings", token).status == 400);
  CHECK(fixture.Call("POST", "/api/v1/devices/00000000000000000000000000000000/replacement", token, "{}").status ==
        404);
}

TEST_CASE("accounts are proposed with what they have in common, joined by an administrator, and parted again") {
  ApiFixture fixture;
  const auto admin = fixture.SignIn("admin");
  const auto officer = fixture.SignIn("officer");
  const json proposals = json::parse(fixture.Call("GET", "/api/v1/staff/proposals", officer).body);
  REQUIRE(proposals["items"].size() == 1);
  CHECK(proposals["items"][0]["marks"] == json::array({"mobile", "staff_number"}));
  json pair = {{"employee_source", "wecom:test"},
               {"employee_id", "zhang.wei"},
               {"other_source", "wecom:other"},
               {"other_id", "zhangwei2"}};
  CHECK(fixture.Call("POST", "/api/v1/staff/joins", admin, pair.dump()).status == 400);  // without a reason
  pair["reason"] = "同一个人";
  CHECK(fixture.Call("POST", "/api/v1/staff/joins", officer, pair.dump()).status == 403);
  const auto joined = fixture.Call("POST", "/api/v1/staff/joins", admin, pair.dump());
  REQUIRE(joined.status == 200);
  const json body = json::parse(joined.body);
  CHECK(body["accounts"].size() == 2);
  CHECK(body["history"][0]["act"] == "joined");
  CHECK(body["history"][0]["reason"] == "同一个人");
  CHECK(fixture.Call("POST", "/api/v1/staff/joins", admin, pair.dump()).status == 409);
  pair["other_id"] = "zhang.wei";
  CHECK(json::parse(fixture.Call("POST", "/api/v1/staff/joins", admin, pair.dump()).body)["code"] ==
        "staff.same_account");
  const json one = {{"employee_source", "wecom:test"}, {"employee_id", "zhang.wei"}, {"reason", "弄错了"}};
  CHECK(fixture.Call("POST", "/api/v1/staff/parts", admin, one.dump()).status == 200);
  CHECK(fixture.Call("POST", "/api/v1/staff/parts", admin, one.dump()).status == 409);
  CHECK(fixture.Call("GET", "/api/v1/staff?employee_source=wecom:test&employee_id=nobody", officer).status == 404);
  CHECK(fixture.Call("GET", "/api/v1/staff", officer).status == 400);
}

TEST_CASE("reps, and officers of some departments only, do not see how far the archive reaches") {
  ApiFixture fixture;
  AddNarrowOfficer(fixture);
  for (const char* path :
       {"/api/v1/coverage", "/api/v1/coverage/gaps/no_seat", "/api/v1/coverage/consents", "/api/v1/staff/proposals"}) {
    CHECK(fixture.Call("GET", path, fixture.SignIn("rep")).status == 403);
    CHECK(fixture.Call("GET", path, fixture.SignIn("narrow")).status == 403);
  }
}

}  // namespace custos::testing
