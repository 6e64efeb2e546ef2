// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/server.h"

#include <string_view>
#include <utility>

#include "core/log.h"
#include "server/app/serve/server_parts.h"

namespace custos::app {

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(); }

Result<std::unique_ptr<Server>> Server::Start(const ServeOptions& options, const Clock& clock) {
  auto parts = std::make_unique<Parts>(options, clock);
  struct Step {
    std::string_view name;
    Status (Parts::*run)();
  };
  constexpr Step kSteps[] = {
      {"open the storage", &Parts::OpenStorage},    {"start the simulated company", &Parts::StartDemo},
      {"load the rules", &Parts::LoadRules},        {"prepare the accounts", &Parts::CreateAccounts},
      {"start the sources", &Parts::StartPipeline}, {"start the API", &Parts::StartApi},
      {"start the jobs", &Parts::StartJobs},
  };
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  for (const Step& step : kSteps) {
    if (const Status status = (*server->parts_.*step.run)(); !status) {
      return Error{status.error().kind, status.error().code,
                   "cannot " + std::string(step.name) + ": " + status.error().message};
    }
  }
  return server;
}

// From the outside in: nobody asks any more, nothing comes in any more, what came in is committed, the store closes.
void Server::Stop() {
  if (parts_ == nullptr) return;
  Parts& parts = *parts_;
  if (parts.storage != nullptr) parts.storage->ListenLog({});
  if (parts.events != nullptr) parts.events->Stop();
  if (parts.tags) parts.tags->Stop();
  if (parts.http != nullptr) parts.http->Stop();
  if (parts.metrics_http != nullptr) parts.metrics_http->Stop();
  if (parts.handovers) parts.handovers->Stop();
  if (parts.consents) parts.consents->Stop();
  parts.jobs.clear();
  parts.intercepts.Stop();
  parts.backtests.reset();
  parts.audit_queue.reset();
  if (parts.check) parts.StoreCheckCounts();
  if (parts.imports) parts.imports->Stop();
  if (parts.sources != nullptr) parts.sources->Stop();
  if (parts.pushed) parts.pushed->Stop();
  if (parts.media_fetcher) parts.media_fetcher->Stop();
  if (parts.pipeline) parts.pipeline->Stop();
  parts.ending = true;
  if (parts.storage != nullptr) parts.MakeCheckpoint();
  parts_.reset();
}

Status Server::Reload() { return parts_->ReloadRules(); }
const std::string& Server::url() const { return parts_->url; }
const std::string& Server::one_time_password() const { return parts_->one_time_password; }

void LogIfFailed(const Status& status, std::string_view what) {
  if (!status) Log(LogLevel::kWarn, what, {{"code", status.error().code}});
}

}  // namespace custos::app
