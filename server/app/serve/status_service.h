// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "connectors/connector.h"
#include "core/clock.h"
#include "server/api/providers.h"
#include "server/app/serve/coverage_job.h"
#include "server/app/serve/wecom_events.h"
#include "server/customers/consent_round.h"
#include "server/pipeline/pipeline.h"
#include "storage/media_store.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// Joins what sources, pipeline and storage say of themselves. Thread-safe.
class StatusService final : public server::api::StatusProvider {
 public:
  struct Parts {
    storage::PostgresStorage& storage;
    const server::Pipeline& pipeline;
    std::vector<const Connector*> connectors;
    const CoverageJob& coverage;
    const server::customers::ConsentRound& consents;
    const WecomCallbacks& callbacks;
    storage::Inbox& inbox;
    const Clock& clock;
  };

  explicit StatusService(Parts parts);

  Result<server::api::SystemStatus> Read() override;
  Result<std::optional<server::api::CheckpointView>> NewestCheckpoint() override;
  bool Ready() override;

  /// Called once a second: takes the sample that the rate is computed from and raises the lag alarm in the log.
  void Sample();

  /// Counts how far the archive reaches into each company; what Read tells until the next time.
  Status CountStaff();

 private:
  struct RatePoint {
    TimeMs at = 0;
    std::uint64_t stored = 0;
  };

  double MessagesPerSecond() const;
  std::optional<TimeMs> LagOf(const SourceStatus& status) const;

  const Parts parts_;
  const TimeMs started_at_;
  mutable std::mutex mutex_;
  std::vector<storage::StaffCoverage> staff_;
  std::vector<RatePoint> points_;  // the last ten seconds
  std::atomic<bool> alarm_ = false;
};

}  // namespace custos::app
