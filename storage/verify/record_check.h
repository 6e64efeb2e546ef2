// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/format/record.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// Whether leaves agree with each other: judgements with their alerts, messages with a judgement, references with what
/// came before, erased content with a receipt. Takes leaves in order. Not thread-safe.
class RecordCheck {
 public:
  RecordCheck(FaultList& faults, std::uint64_t start) : faults_(faults), run_start_(start) {}

  void Add(const Leaf& leaf);
  /// Leaves before `index` are not known: what they would explain is not asked for.
  void Gap(std::uint64_t index);
  /// After the last leaf of a whole log.
  void Finish();
  /// At the end of the log, whole or not: messages that no judgement covers.
  void FinishJudged();

  std::uint64_t messages() const { return messages_; }

  /// For a verification that goes on later: ranges of erased leaves and of receipts so far, and the first message that
  /// no judgement covers yet (UINT64_MAX when there is none).
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& erased() const { return erased_; }
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& receipts() const { return receipts_; }
  std::uint64_t FirstUnjudged() const { return unjudged_.empty() ? UINT64_MAX : unjudged_.begin()->first; }
  void Resume(std::vector<std::pair<std::uint64_t, std::uint64_t>> erased,
              std::vector<std::pair<std::uint64_t, std::uint64_t>> receipts) {
    erased_ = std::move(erased);
    receipts_ = std::move(receipts);
  }

 private:
  using Range = std::pair<std::uint64_t, std::uint64_t>;  // [first, end)

  void Refer(const Leaf& leaf, std::uint64_t target);
  void CheckJudgement(const Leaf& leaf, const JudgementFields& judgement);
  void NoteErased(std::uint64_t index);
  void NoteUnjudged(std::uint64_t index);
  void NoteJudged(std::uint64_t first, std::uint64_t end);

  FaultList& faults_;
  std::uint64_t run_start_;  // since when leaves are known without a gap
  std::uint64_t messages_ = 0;
  std::vector<Digest> alert_run_;                    // the alerts directly before the next leaf
  std::map<std::uint64_t, std::uint64_t> unjudged_;  // runs of messages without a judgement so far: first, end
  std::vector<Range> erased_;
  std::vector<Range> receipts_;
};

}  // namespace custos::storage
