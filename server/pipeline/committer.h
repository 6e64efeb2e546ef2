// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <stop_token>

#include "connectors/connector.h"
#include "core/clock.h"
#include "server/pipeline/stream_stage.h"
#include "storage/archive.h"

namespace custos::server {

/// Counters of what was committed since start. Written by one thread, read by any.
struct CommitCounters {
  std::atomic<std::uint64_t> stored = 0;
  std::atomic<std::uint64_t> duplicates = 0;
  std::atomic<std::uint64_t> alerts = 0;
  std::atomic<std::uint64_t> parked = 0;
  std::atomic<std::uint64_t> retries = 0;
  std::atomic<TimeMs> last_commit_at = 0;
};

/// Brings a judged page into the archive, whatever it takes: waits while the database is away, and when the archive
/// refuses a page, halves it until the one message that it cannot take stands alone and is parked. Commit is called on
/// one thread.
class Committer {
 public:
  /// `stage` judges what is new inside the commit; null: pages come judged.
  Committer(storage::Archive& archive, const Clock& clock, StreamStage* stage = nullptr)
      : archive_(archive), clock_(clock), stage_(stage) {}

  /// False when `stop` came while the database was away; nothing is lost then, the cursor still stands before the page.
  /// `taken`, one for each message of the request, tells what became of it.
  bool Commit(storage::CommitRequest request, std::span<Taken> taken, const std::stop_token& stop);

  const CommitCounters& counters() const { return counters_; }

 private:
  Result<storage::CommitResult> CommitPatiently(storage::CommitRequest& request, const std::stop_token& stop);
  Result<storage::CommitResult> CommitOnce(storage::CommitRequest& request);
  void Count(const storage::CommitRequest& request, const storage::CommitResult& result);
  bool CommitHalves(storage::CommitRequest request, std::span<Taken> taken, const std::stop_token& stop);

  storage::Archive& archive_;
  const Clock& clock_;
  StreamStage* const stage_;
  CommitCounters counters_;
};

}  // namespace custos::server
