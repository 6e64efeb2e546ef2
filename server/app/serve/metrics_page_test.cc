// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/metrics_page.h"

#include <catch2/catch.hpp>

namespace custos::app {
namespace {

class FixedStatus final : public server::api::StatusProvider {
 public:
  Result<server::api::SystemStatus> Read() override {
    if (away) return Error{ErrorKind::kUnavailable, "db.away", "somewhere"};
    return status;
  }
  Result<std::optional<server::api::CheckpointView>> NewestCheckpoint() override {
    return std::optional<server::api::CheckpointView>();
  }
  bool Ready() override { return !away; }

  server::api::SystemStatus status;
  bool away = false;
};

server::api::SystemStatus TwoSources() {
  server::api::SystemStatus status;
  status.sources.resize(2);
  status.sources[0].source = "wecom:ww1";
  status.sources[0].state = "running";
  status.sources[0].lag_seconds = 7;
  status.sources[0].messages = 12;
  status.sources[0].parked = 3;
  status.sources[1].source = "phone:\"main\"";  // a name may hold what the format escapes
  status.sources[1].state = "stopped";
  status.search.messages = 1000;
  status.search.missing = 1;
  status.alerts = 5;
  status.allocation_waiting = 8;
  status.tags_held = 4;
  return status;
}

server::http::Request Get(std::vector<std::string> segments) {
  server::http::Request request;
  request.segments = std::move(segments);
  return request;
}

bool Has(const std::string& text, const std::string& line) { return text.find(line + "\n") != std::string::npos; }

}  // namespace

TEST_CASE("metrics state every source, and what search has lost is never rounded away") {
  const std::string text = MetricsText(TwoSources(), 0);
  CHECK(Has(text, "custos_ingest_lag_seconds{source=\"wecom:ww1\"} 7"));
  CHECK(Has(text, "custos_messages_total{source=\"wecom:ww1\"} 12"));
  CHECK(Has(text, "custos_parked_messages{source=\"wecom:ww1\"} 3"));
  CHECK(Has(text, "custos_source_up{source=\"wecom:ww1\"} 1"));
  CHECK(Has(text, "custos_source_up{source=\"phone:\\\"main\\\"\"} 0"));
  CHECK(text.find("custos_ingest_lag_seconds{source=\"phone") == std::string::npos);
  CHECK(Has(text, "custos_search_coverage_ratio 0.999"));
  CHECK(Has(text, "custos_alerts_total 5"));
  CHECK(Has(text, "custos_allocation_waiting 8"));
  CHECK(Has(text, "custos_tags_held 4"));
}

TEST_CASE("the metrics listener answers one path, and says when the database is away") {
  FixedStatus status;
  MetricsPage page(status);
  const auto answer = page.Handle(Get({"metrics"}));
  CHECK(answer.status == 200);
  REQUIRE(answer.FindHeader("Content-Type") != nullptr);
  CHECK(*answer.FindHeader("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(page.Handle(Get({"api", "v1", "status"})).status == 404);
  status.away = true;
  const auto refused = page.Handle(Get({"metrics"}));
  CHECK(refused.status == 503);
  CHECK(refused.body == "db.away\n");
}

TEST_CASE("metrics tell callbacks that were kept from refused ones, and what waits for people") {
  server::api::SystemStatus status;
  status.callbacks = {{.company = "acme", .received = 12, .forged = 3, .waiting = 2}};
  status.channels = {{.channel = "duty", .waiting = 4, .given_up = 1, .problem = ""}};
  const std::string text = MetricsText(status, 0);
  CHECK(text.find("custos_callbacks_total{company=\"acme\",result=\"kept\"} 12") != std::string::npos);
  CHECK(text.find("custos_callbacks_total{company=\"acme\",result=\"forged\"} 3") != std::string::npos);
  CHECK(text.find("custos_callbacks_waiting{company=\"acme\"} 2") != std::string::npos);
  CHECK(text.find("custos_outbox_waiting{channel=\"duty\"} 4") != std::string::npos);
  CHECK(text.find("custos_outbox_given_up{channel=\"duty\"} 1") != std::string::npos);
}

}  // namespace custos::app
