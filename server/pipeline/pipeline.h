// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <thread>
#include <vector>

#include "connectors/connector.h"
#include "core/bounded_queue.h"
#include "core/clock.h"
#include "server/pipeline/committer.h"
#include "server/pipeline/rule_holder.h"
#include "server/pipeline/stream_stage.h"
#include "storage/archive.h"

namespace custos::server {

struct PipelineSettings {
  std::size_t queue_pages = 8;  ///< waiting, each of kPageMessages; bounds memory to about this many pages
};

struct PipelineStats {
  std::size_t queued_messages = 0;
  std::size_t queued_pages = 0;  ///< of as many messages as a page has; begun ones count whole
  std::size_t queue_capacity = 0;
  std::uint64_t stored = 0;  ///< messages since start
  std::uint64_t duplicates = 0;
  std::uint64_t alerts = 0;
  std::uint64_t parked = 0;
  std::uint64_t commit_retries = 0;
  TimeMs last_commit_at = 0;
};

/// The way of a page after its connector decoded it: it is judged inside its commit, because what a message means
/// depends on what is stored before it. One thread behind a bounded queue, first in first out, so pages of a source
/// are committed in the order they were fetched and a cursor never overtakes its messages. Small intakes of one source
/// that waited together share a commit. Submit from any thread.
class Pipeline final : public IntakeSink {
 public:
  /// `facts` tells rules about people; null: they know what the message says. Must outlive the pipeline.
  Pipeline(storage::Archive& archive, const RuleHolder& rules, const Clock& clock, PipelineSettings settings,
           FactsSource* facts = nullptr);
  ~Pipeline() override;

  bool Submit(Intake intake) override;
  Offered Offer(Intake intake, std::chrono::milliseconds patience) override;

  /// Refuses new pages, finishes what is queued and returns. A page that the database does not take within the
  /// committer's patience is left to be fetched again.
  void Stop();

  PipelineStats stats() const;

 private:
  static constexpr std::size_t kPageMessages = 1'000;

  void CommitLoop(const std::stop_token& stop);
  std::vector<Intake> Together(Intake first);

  const PipelineSettings settings_;
  MessageFacts message_facts_;
  StreamStage stage_;
  Committer committer_;
  BoundedQueue<Intake> intakes_;
  std::jthread commit_thread_;
};

}  // namespace custos::server
