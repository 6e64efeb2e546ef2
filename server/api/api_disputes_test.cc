// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr char kOpen[] = R"({"phones":["139 0000 1111"],"statement":"先联系的是我"})";

std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("a rep disputes for himself by what he knows of the customer, and not within the time of protection") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  REQUIRE(fixture.Call("POST", "/api/v1/disputes", rep, kOpen).status == 201);
  CHECK(fixture.disputes.drafts.back().claimant.id == "zhang.wei");
  CHECK(fixture.disputes.drafts.back().customer == 1);
  const auto for_another =
      fixture.Call("POST", "/api/v1/disputes", rep,
                   R"({"phones":["139 0000 1111"],"statement":"x","employee":{"source":"wecom:test","id":"li.na"}})");
  CHECK(for_another.status == 403);
  fixture.deps.settings.protection_ms = 1;
  CHECK(CodeOf(fixture.Call("POST", "/api/v1/disputes", rep, kOpen)) == "dispute.protected");
  const auto officer = fixture.SignIn("officer");
  CHECK(fixture
            .Call("POST", "/api/v1/disputes", officer,
                  R"({"customer":"1","statement":"x","employee":{"source":"wecom:test","id":"li.na"}})")
            .status == 201);
}

TEST_CASE("nobody disputes a customer whom what he says does not name for certain") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  CHECK(CodeOf(fixture.Call("POST", "/api/v1/disputes", rep, R"({"name":"谁","statement":"x"})")) ==
        "customer.not_found");
  for (const char* body : {R"({})", R"({"phones":["139 0000 1111"]})", R"({"customer":"x","statement":"x"})",
                           R"({"phones":["1"],"statement":"x"})", R"({"customer":"1","statement":"x","why":"y"})"}) {
    CHECK(fixture.Call("POST", "/api/v1/disputes", rep, body).status == 400);
  }
}

TEST_CASE("a decision is carried out by the ledger with its cause, once") {
  ApiFixture fixture;
  const auto officer = fixture.SignIn("officer");
  const auto both = json::parse(fixture.Call("GET", "/api/v1/disputes/1", officer).body);
  CHECK(both["claimant_side"]["messages"] == 12);
  CHECK(both["owner_side"]["messages"] == 3);
  const auto decided =
      fixture.Call("POST", "/api/v1/disputes/1/decision", officer, R"({"outcome":"give","note":"先联系"})");
  REQUIRE(decided.status == 200);
  CHECK(json::parse(decided.body)["state"] == "decided");
  REQUIRE_FALSE(fixture.ownership.entries.empty());
  CHECK(fixture.ownership.entries.back().actor.cause == "dispute:1");
  CHECK(fixture.ownership.entries.back().owner->id == "li.na");
  CHECK(json::parse(decided.body)["entry"] == std::to_string(fixture.ownership.entries.back().entry));
  const std::size_t entries = fixture.ownership.entries.size();
  CHECK(CodeOf(fixture.Call("POST", "/api/v1/disputes/1/decision", officer, R"({"outcome":"keep","note":"x"})")) ==
        "dispute.ended");
  REQUIRE(fixture.Call("POST", "/api/v1/disputes/2/decision", officer, R"({"outcome":"keep","note":"x"})").status ==
          200);
  CHECK(fixture.ownership.entries.size() == entries);
  CHECK(fixture.Call("POST", "/api/v1/disputes/2/decision", officer, R"({"outcome":"none","note":"x"})").status == 400);
}

TEST_CASE("a rep sees his disputes, decides none, and takes back his own") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  REQUIRE(fixture.Call("GET", "/api/v1/disputes", rep).status == 200);
  CHECK(fixture.disputes.filtered);
  CHECK(fixture.Call("POST", "/api/v1/disputes/1/decision", rep, R"({"outcome":"give","note":"x"})").status == 403);
  CHECK(fixture.Call("POST", "/api/v1/disputes/1/withdraw", rep).status == 403);
  CHECK(fixture.Call("POST", "/api/v1/disputes/2/withdraw", rep).status == 200);
  CHECK(CodeOf(fixture.Call("GET", "/api/v1/disputes/9", rep)) == "dispute.not_found");
}

}  // namespace custos::testing
