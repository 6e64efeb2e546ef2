// SPDX-License-Identifier: Apache-2.0
// The audit trail over HTTP.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/governance/audit_actions.h"
#include "tests/support/fakes/api_fixture.h"
#include "tests/support/fakes/openapi_spec.h"

namespace custos::testing {
namespace {

using nlohmann::json;

TEST_CASE("the audit trail is narrowed by who, what, about what and when, and that stands in the trail itself") {
  ApiFixture fixture;
  const std::string token = fixture.SignIn("officer");
  const Answer answer = fixture.Call("GET",
                                     "/api/v1/audit?user=admin&action=alert.read,customer.get&target=7"
                                     "&from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z&limit=5",
                                     token);
  CHECK(answer.status == 200);
  const storage::AuditFilter& asked = fixture.user_store.audit_filter;
  CHECK(asked.user_login == "admin");
  CHECK(asked.actions == std::vector<std::string>{"alert.read", "customer.get"});
  CHECK(asked.target == "7");
  CHECK(asked.until - asked.from == 86'400'000);
  CHECK(asked.limit == 5);
  const json entry = json::parse(answer.body)["items"][0];
  CHECK(entry["action"] == "audit.list");
  CHECK(entry["target"] == "7");
  CHECK(entry["detail"]["user"] == "admin");
  CHECK(entry["detail"]["action"] == json({"alert.read", "customer.get"}));
  CHECK(entry["detail"]["from"] == "2026-03-01T00:00:00.000Z");
}

TEST_CASE("an act that does not exist is refused, not looked for") {
  ApiFixture fixture;
  const Answer answer = fixture.Call("GET", "/api/v1/audit?action=alert.read,alert.red", fixture.SignIn("officer"));
  CHECK(answer.status == 400);
  CHECK(json::parse(answer.body)["params"]["field"] == "action");
}

TEST_CASE("the contract names every act that is written into the trail") {
  ApiFixture fixture;
  const OpenApiSpec spec(CUSTOS_OPENAPI_FILE);
  storage::AuditEntry entry;
  entry.detail = "{}";
  const std::string token = fixture.SignIn("officer");
  for (const std::string_view action : server::governance::AuditActions()) {
    entry.action = action;
    REQUIRE(fixture.user_store.Audit(entry));
  }
  const Answer answer = fixture.Call("GET", "/api/v1/audit?limit=200", token);
  CHECK(json::parse(answer.body)["items"].size() > server::governance::AuditActions().size());
  CHECK(spec.Check("listAudit", answer.status, "application/json", answer.body).empty());
}

}  // namespace
}  // namespace custos::testing
