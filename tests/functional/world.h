// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/api_client.h"
#include "tests/support/connected_company.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"
#include "tests/support/wecom_sim/message_bodies.h"

namespace custos::testing {

inline constexpr char kPassword[] = "artificial-password-1";

/// A server, its company and an administrator who is signed in.
class World {
 public:
  explicit World(const std::vector<std::uint32_t>& withhold = {}) : company(directory_.path(), withhold) { Start(); }

  void Start() {
    server = std::make_unique<ServerProcess>(ServerProcess::Options{
        .program = CUSTOS_PROGRAM, .data_dir = data_dir(), .config = company.config(), .arguments = {}});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
    REQUIRE(api->SignIn("admin", server->one_time_password(), kPassword));
  }

  std::filesystem::path data_dir() const { return directory_.path() / "data"; }

  /// A line from an employee to a customer who know each other; every call a new message id.
  wecom_sim::Line Line(bool from_staff = true) {
    const wecom_sim::SimRelation pair = company.corp().company()->relations.front();
    return {.from = from_staff ? pair.employee : pair.customer,
            .to = {from_staff ? pair.customer : pair.employee},
            .room = "",
            .time = SystemClock().Now(),
            .id = next_id_++,
            .external = true};
  }

  std::string Say(const std::string& text, bool from_staff = true) {
    const wecom_sim::PlainMessage message = wecom_sim::Compose(Line(from_staff), wecom_sim::Text(text));
    company.corp().Append(message);
    return message.msgid;
  }

  nlohmann::json Source() { return api->Get("/status").body["sources"][0]; }

  nlohmann::json Search(const std::string& query) { return api->Get("/messages?" + query).body["items"]; }

  /// Looks again and again until `done`, for at most 30 seconds.
  static bool Eventually(const std::function<bool()>& done) {
    for (int i = 0; i < 300; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  bool AwaitStored(std::uint64_t count) {
    return Eventually([&] { return Source()["messages"].get<std::uint64_t>() >= count; });
  }

 private:
  TempDir directory_;
  std::uint64_t next_id_ = 9'000'000;

 public:
  ConnectedCompany company;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

}  // namespace custos::testing
