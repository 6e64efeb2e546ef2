// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/functional/world.h"

namespace custos::testing {

/// Puts these rules into the pack in force, reviewed by a second person; returns the id of the version.
inline std::string PublishRules(World& world, const std::string& yaml) {
  using nlohmann::json;
  const json wanted{
      {"login", "second"}, {"display_name", "乙"}, {"role", "compliance_officer"}, {"scope", {{"kind", "all"}}}};
  ApiClient second(world.server->url());
  const ApiAnswer made = world.api->Post("/users", wanted);
  REQUIRE(second.SignIn("second", made.body["one_time_password"].get<std::string>(), kPassword));
  const ApiAnswer draft = world.api->Post("/rules/versions", {{"note", "测试"}});
  const auto id = draft.body["id"].get<std::string>();
  const ApiAnswer saved =
      world.api->Patch("/rules/versions/" + id + "/files", {{"files", {{"rules/test_only.yaml", yaml}}}}, draft.etag);
  INFO(saved.body["validation"].dump());
  REQUIRE(saved.body["validation"]["valid"] == true);
  const std::string moves = "/rules/versions/" + id + "/transitions";
  const auto move = [&](ApiClient& api, const char* to) {
    return api.Post(moves, {{"to", to}, {"note", "测试"}}, api.Get("/rules/versions/" + id).etag).status;
  };
  REQUIRE(move(*world.api, "review") == 200);
  REQUIRE(move(second, "active") == 200);
  return id;
}

}  // namespace custos::testing
