// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/clock.h"
#include "server/api/providers.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify_report.h"

namespace custos::app {

/// Checks the whole archive on a thread of its own, one check at a time. Thread-safe.
class VerifyJob final : public server::api::VerifyService {
 public:
  using OpenSource = std::function<Result<std::unique_ptr<storage::EvidenceSource>>()>;

  VerifyJob(OpenSource open_source, const Clock& clock);
  ~VerifyJob() override;

  Result<std::string> Start() override;
  server::api::VerifyProgress Progress() const override;

 private:
  void Run(const std::stop_token& stop);
  void Finish(const Result<storage::VerifyReport>& report);

  const OpenSource open_source_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  server::api::VerifyProgress progress_;
  std::jthread thread_;
};

}  // namespace custos::app
