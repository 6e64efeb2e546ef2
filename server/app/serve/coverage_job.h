// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>

#include "core/clock.h"
#include "server/api/providers.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// Compares evidence, rows and index piece by piece, round after round, and remembers what the last whole round and the
/// present one found. Thread-safe.
class CoverageJob {
 public:
  CoverageJob(storage::PostgresStorage& storage, const Clock& clock) : storage_(storage), clock_(clock) {}

  /// One piece; a whole round is followed by a pause. Called every second or so.
  void Step();

  server::api::SearchCoverage Read() const;

 private:
  static constexpr TimeMs kPause = 3'600'000;  // between two rounds

  storage::PostgresStorage& storage_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  server::api::SearchCoverage round_;
  std::optional<server::api::SearchCoverage> finished_;
};

}  // namespace custos::app
