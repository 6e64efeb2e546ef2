// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "server/api/providers.h"
#include "server/http/server.h"

namespace custos::app {

/// What the status says as metrics in the text format 0.0.4 of Prometheus, on a listener of its own: whoever may scrape
/// may see it, so it belongs on the loopback interface or behind a firewall. It holds no content, names or numbers of
/// people.
class MetricsPage final : public server::http::RequestHandler {
 public:
  explicit MetricsPage(server::api::StatusProvider& status) : status_(status) {}

  std::size_t BodyLimit(const server::http::Request&) const override { return 0; }
  server::http::Response Handle(const server::http::Request& request) override;
  server::http::Response Refuse(int status, const std::string& code) override;

 private:
  server::api::StatusProvider& status_;
};

/// The page as text. Pure.
std::string MetricsText(const server::api::SystemStatus& status, TimeMs now);

}  // namespace custos::app
