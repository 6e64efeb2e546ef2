// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/result.h"
#include "rules/stream/stream_item.h"
#include "rules/stream/watermarks.h"
#include "server/studio/past_judge.h"
#include "storage/history.h"

namespace custos::server::studio {

/// What is told of a message that may stand in an earlier batch, by pack.
struct Late {
  std::string source;
  std::string key;
  std::vector<std::vector<Finding>> found;
};

/// A stretch of the log with what the packs find in it.
struct Batch {
  std::vector<storage::PastMessage> messages;
  std::vector<rules::Facts> facts;
  std::vector<rules::StreamItem> items;
  std::vector<std::vector<std::size_t>> lanes;           // indexes of messages
  std::vector<std::vector<std::vector<Finding>>> found;  // by pack, by message
  std::vector<Late> late;
};

using Packs = std::vector<std::shared_ptr<const rules::RuleSet>>;

/// Judges the log batch after batch with one or more packs. The lanes of all packs are one pool of work; what spans
/// conversations comes after it. One thread calls.
class BatchJudge {
 public:
  BatchJudge(const storage::History& history, FactsProvider facts, std::size_t threads, const Packs& packs);

  /// The messages of these parts that were sent in [from, until), judged.
  Result<Batch> Judge(const std::vector<storage::HistoryPart>& parts, TimeMs from, TimeMs until);

  /// Processor time that a pack has taken.
  double seconds(std::size_t pack) const { return seconds_[pack]; }

 private:
  Status Decode(const std::vector<storage::HistoryPart>& parts, TimeMs from, TimeMs until, Batch& batch) const;
  void JudgeLane(std::size_t task, Batch& batch);
  void Correlate(std::size_t pack, Batch& batch, std::vector<rules::EarlierFinding>& earlier);
  void AddSeconds(std::size_t pack, double seconds);

  const storage::History& history_;
  const FactsProvider facts_;
  const std::size_t threads_;
  const std::size_t lanes_;
  rules::Watermarks watermarks_;
  std::vector<std::unique_ptr<PastJudge>> judges_;
  std::mutex mutex_;
  std::vector<double> seconds_;
};

}  // namespace custos::server::studio
