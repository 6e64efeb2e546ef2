// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <thread>

#include "connectors/connector.h"
#include "core/bounded_queue.h"
#include "core/clock.h"
#include "server/pipeline/committer.h"
#include "server/pipeline/rule_holder.h"
#include "storage/archive.h"

namespace custos::server {

struct PipelineSettings {
  std::size_t queue_pages = 8;  ///< pages waiting between two stages; bounds memory to about this many pages each
};

struct PipelineStats {
  std::size_t queued_pages = 0;
  std::size_t queue_capacity = 0;
  std::uint64_t stored = 0;  ///< messages since start
  std::uint64_t duplicates = 0;
  std::uint64_t alerts = 0;
  std::uint64_t parked = 0;
  std::uint64_t commit_retries = 0;
  TimeMs last_commit_at = 0;
};

/// The way of a page after its connector decoded it: judge → commit. Two stages on a thread each with bounded queues
/// between them, first in first out, so pages of a source are committed in the order they were fetched and a cursor
/// never overtakes its messages. Submit from any thread.
class Pipeline final : public IntakeSink {
 public:
  Pipeline(storage::Archive& archive, const RuleHolder& rules, const Clock& clock, PipelineSettings settings);
  ~Pipeline() override;

  bool Submit(Intake intake) override;

  /// Refuses new pages, finishes what is queued and returns. A page that the database does not take within the
  /// committer's patience is left to be fetched again.
  void Stop();

  PipelineStats stats() const;

 private:
  void JudgeLoop();
  void CommitLoop(const std::stop_token& stop);

  const RuleHolder& rules_;
  const PipelineSettings settings_;
  Committer committer_;
  BoundedQueue<Intake> intakes_;
  BoundedQueue<storage::CommitRequest> judged_;
  std::jthread judge_thread_;
  std::jthread commit_thread_;
};

}  // namespace custos::server
