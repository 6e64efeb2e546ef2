// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/signal.h"
#include "rules/stream/stream_item.h"
#include "rules/stream/watermarks.h"
#include "server/studio/past_judge.h"
#include "storage/history.h"

namespace custos::server::studio {

/// What is told of a message that may stand in an earlier batch, by pack.
struct Late {
  Signal anchor;  ///< the message and its people
  std::vector<std::vector<Finding>> found;
};

/// A stretch of the log with what the packs find in it. Moved, never copied: the items point at messages and facts.
struct Batch {
  Batch() = default;
  Batch(Batch&&) = default;
  Batch& operator=(Batch&&) = default;

  std::uint64_t end = 0;  ///< behind its last leaf
  std::vector<storage::PastMessage> messages;
  std::vector<rules::Facts> facts;
  std::vector<rules::StreamItem> items;
  std::vector<std::vector<std::size_t>> lanes;           // indexes of messages
  std::vector<std::vector<std::vector<Finding>>> found;  // by pack, by message
  std::vector<Late> late;
};

using Packs = std::vector<std::shared_ptr<const rules::RuleSet>>;

/// Judges the log batch after batch with one or more packs. The lanes of all packs are one pool of work; what spans
/// conversations comes after it. Messages before `from` are judged too, as far back as they matter for what comes
/// after: the pieces, counts and alerts that were open then. One thread calls.
class BatchJudge {
 public:
  BatchJudge(const storage::History& history, FactsProvider facts, std::size_t threads, const Packs& packs, TimeMs from,
             TimeMs until);

  /// Where to begin reading: the longest window of the packs before `from`.
  TimeMs begin() const { return begin_; }
  /// The messages of these parts that were sent in [begin, until), ready to be judged. Parts in the order of the log;
  /// on one thread, which need not be the one that judges.
  Result<Batch> Prepare(const std::vector<storage::HistoryPart>& parts);
  /// Fills in what the packs find. Batches in the order of the log.
  void Judge(Batch& batch);
  /// Whether the message is of the range, and not only before it.
  bool Counts(TimeMs sent_at) const { return sent_at >= from_; }

  /// Processor time that a pack has taken.
  double seconds(std::size_t pack) const { return seconds_[pack]; }

 private:
  Status Decode(const std::vector<storage::HistoryPart>& parts, Batch& batch) const;
  void JudgeLane(std::size_t task, Batch& batch);
  void Correlate(std::size_t pack, Batch& batch, std::vector<rules::EarlierFinding>& earlier);
  void AddSeconds(std::size_t pack, double seconds);

  const storage::History& history_;
  const FactsProvider facts_;
  const std::size_t threads_;
  const std::size_t lanes_;
  const TimeMs from_;
  const TimeMs until_;
  const TimeMs begin_;
  rules::Watermarks watermarks_;
  std::vector<std::unique_ptr<PastJudge>> judges_;
  std::mutex mutex_;
  std::vector<double> seconds_;
};

}  // namespace custos::server::studio
