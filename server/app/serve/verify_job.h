// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <thread>

#include "core/clock.h"
#include "server/api/providers.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/verify_report.h"

namespace custos::app {

/// Checks the whole archive on a thread of its own, one check at a time. The newest result is kept in the storage, so a
/// restart does not forget it. Thread-safe.
class VerifyJob final : public server::api::VerifyService {
 public:
  VerifyJob(storage::PostgresStorage& storage, const Clock& clock);
  ~VerifyJob() override;

  Result<std::string> Start() override;
  server::api::VerifyProgress Progress() const override;

 private:
  void Run(const std::stop_token& stop);
  void Finish(const Result<storage::VerifyReport>& report);

  void Show(const storage::VerifyReport& report);

  storage::PostgresStorage& storage_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  server::api::VerifyProgress progress_;
  std::jthread thread_;
};

}  // namespace custos::app
