// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/verify_job.h"

#include <memory>
#include <optional>

#include "core/log.h"
#include "storage/verify/verifier.h"

namespace custos::app {

VerifyJob::VerifyJob(storage::PostgresStorage& storage, const Clock& clock) : storage_(storage), clock_(clock) {
  const Result<std::optional<storage::VerifyReport>> newest = storage_.LoadVerifyReport();
  if (newest && newest->has_value()) Show(**newest);
}

VerifyJob::~VerifyJob() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

Result<std::string> VerifyJob::Start() {
  const std::scoped_lock lock(mutex_);
  if (progress_.state == "running") return progress_.state;
  if (thread_.joinable()) thread_.join();
  progress_ = {};
  progress_.state = "running";
  progress_.started_at = clock_.Now();
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  return progress_.state;
}

server::api::VerifyProgress VerifyJob::Progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

void VerifyJob::Run(const std::stop_token& stop) {
  Result<std::unique_ptr<storage::EvidenceSource>> source = storage_.OpenEvidence();
  if (!source) return Finish(source.error());
  storage::VerifyOptions options;
  options.stop = stop;
  options.threads = 1;  // a check in the background must not slow down what people wait for
  options.progress = [this](const storage::VerifyProgress& progress) {
    const std::scoped_lock lock(mutex_);
    progress_.checked_leaves = progress.position;
  };
  Finish(storage::Verifier(**source, clock_, options).Run());
}

void VerifyJob::Finish(const Result<storage::VerifyReport>& report) {
  if (report) {
    const Status saved = storage_.SaveVerifyReport(*report);
    if (!saved) Log(LogLevel::kWarn, "the result of the check could not be kept", {{"code", saved.error().code}});
    Log(report->ok ? LogLevel::kInfo : LogLevel::kError, "the archive was checked",
        {{"ok", report->ok}, {"leaves", report->end - report->first}, {"faults", report->faults.size()}});
    return Show(*report);
  }
  Log(LogLevel::kError, "the archive could not be checked", {{"code", report.error().code}});
  const std::scoped_lock lock(mutex_);
  progress_.finished_at = clock_.Now();
  progress_.state = "failed";
  progress_.faults = {{.code = report.error().code, .position = 0, .detail = report.error().message}};
}

void VerifyJob::Show(const storage::VerifyReport& report) {
  const std::scoped_lock lock(mutex_);
  progress_.state = report.ok ? "ok" : "failed";
  progress_.started_at = report.started_at;
  progress_.finished_at = report.finished_at;
  progress_.checked_leaves = report.end - report.first;
  progress_.faults = report.faults;
}

}  // namespace custos::app
