// SPDX-License-Identifier: Apache-2.0
// Live events over HTTP, and what a round trip costs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/support/fakes/api_fixture.h"
#include "tests/support/fakes/openapi_spec.h"

namespace custos::testing {
namespace {

using namespace std::chrono_literals;

/// Opens the event stream and reads past its head and `retry:`.
std::unique_ptr<RawClient> Listen(ApiFixture& fixture, const std::string& token,
                                  const ApiFixture::Headers& headers = {}) {
  auto client = std::make_unique<RawClient>(fixture.port());
  client->Send(fixture.Text("GET", "/api/v1/events", token, "", headers));
  CHECK(client->ReadUntil("\r\n\r\n").find("text/event-stream") != std::string::npos);
  CHECK(client->ReadUntil("\n\n") == "retry: 3000\n\n");
  return client;
}

TEST_CASE("an event reaches a listening browser, with ids and codes only") {
  ApiFixture fixture;
  auto client = Listen(fixture, fixture.SignIn("rep"));
  fixture.alert_store.AddEvent(12, "alert.created");
  fixture.hub.Notify();
  CHECK(client->ReadUntil("\n\n", 2s) ==
        "id: 12\nevent: alert.created\n"
        "data: {\"alert_id\":\"7\",\"category\":\"private_payment\",\"severity\":\"high\",\"state\":\"new\"}\n\n");
}

TEST_CASE("a browser that comes back gets what it missed, once and in order") {
  ApiFixture fixture;
  for (const std::uint64_t id : {3, 5, 8}) fixture.alert_store.AddEvent(id, "alert.updated");
  auto client = Listen(fixture, fixture.SignIn("rep"), {{"Last-Event-ID", "3"}});
  CHECK(client->ReadUntil("\n\n", 2s).starts_with("id: 5\n"));
  CHECK(client->ReadUntil("\n\n", 2s).starts_with("id: 8\n"));
  CHECK(client->ReadUntil("\n\n", 300ms).empty());
}

TEST_CASE("a new browser is told nothing of the past, and nothing outside its scope") {
  ApiFixture fixture;
  fixture.alert_store.AddEvent(3, "alert.created");
  auto client = Listen(fixture, fixture.SignIn("stranger"));
  fixture.alert_store.AddEvent(4, "alert.created");
  fixture.hub.Notify();
  CHECK(client->ReadUntil("\n\n", 300ms).empty());
}

TEST_CASE("beyond the cap of streams the browser is told to poll") {
  live::EventHubSettings settings;
  settings.max_streams = 1;
  ApiFixture fixture(settings);
  const auto token = fixture.SignIn("officer");
  auto first = Listen(fixture, token);
  const auto refused = fixture.Call("GET", "/api/v1/events", token);
  CHECK(refused.status == 503);
  CHECK(refused.body.find("\"events.full\"") != std::string::npos);
  CHECK(OpenApiSpec(CUSTOS_OPENAPI_FILE)
            .Check("streamEvents", 503, refused.Header("content-type"), refused.body)
            .empty());
}

TEST_CASE("a Last-Event-ID that is no number is refused") {
  ApiFixture fixture;
  CHECK(fixture.Call("GET", "/api/v1/events", fixture.SignIn("officer"), "", {{"Last-Event-ID", "x"}}).status == 400);
}

/// Not a test of speed: prints what a round trip costs. Run with [.figures].
TEST_CASE("figures of an empty request and of a page of alerts", "[.figures]") {
  ApiFixture fixture;
  fixture.alert_store.page_size = 50;
  const auto token = fixture.SignIn("officer");
  for (const char* target : {"/healthz", "/api/v1/session", "/api/v1/alerts"}) {
    std::vector<double> micros;
    std::unique_ptr<RawClient> client;
    for (int i = 0; i < 3000; ++i) {
      if (i % 90 == 0) client = std::make_unique<RawClient>(fixture.port());
      const auto begin = std::chrono::steady_clock::now();
      client->Send(fixture.Text("GET", target, token, "", {}));
      REQUIRE(client->ReadAnswer());
      micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(micros.begin(), micros.end());
    WARN(target << " p50 " << micros[micros.size() / 2] << " us, p99 " << micros[micros.size() * 99 / 100] << " us");
  }
}

}  // namespace
}  // namespace custos::testing
