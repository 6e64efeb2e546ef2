// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "storage/verify/bundle_scan.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// Holds stored rows against the contents that leaves commit to: changed, missing and forged ones are named. Keeps one
/// number per alert until the end, because an alert's state is what its newest decision made it. Not thread-safe.
class RowCheck {
 public:
  RowCheck(RowSource& rows, FaultList& faults) : rows_(rows), faults_(faults), columns_(rows.columns()) {}

  /// Scanned bundles that follow each other without a gap; their leaves in [first, end) are compared.
  Status Check(const std::vector<const ScannedBundle*>& bundles, std::uint64_t first, std::uint64_t end);

  /// Rows from `end` on that claim to be leaves the log does not have. `size_now` is asked after rows were read, so that
  /// what was appended meanwhile is not taken for forged.
  Status CheckBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now);

  /// After a whole log: the states of alerts. Decisions from `log_size` on were made while we were reading.
  Status Finish(std::uint64_t log_size);

 private:
  struct Place {
    const ScannedBundle* bundle = nullptr;
    const Leaf* leaf = nullptr;
  };
  struct States {
    AlertState row = AlertState::kNew;
    AlertState decided = AlertState::kNew;
    bool seen = false;
  };

  template <class Read>
  Status NameBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now, const char* table,
                    Read read);
  template <class Row, class Compare>
  void Match(const std::vector<Row>& rows, const std::vector<Place>& places, const char* table, Compare compare);
  void CompareMessage(const MessageRow& row, const Place& place);
  void CompareAlert(const AlertRow& row, const Place& place);
  void CompareDecision(const DecisionRow& row, const Place& place);
  bool Same(std::string_view row, std::string_view expected) const;
  const char* FirstDifference(const Message& row, const Message& expected) const;
  bool SameMedia(const Message& row, const Message& expected) const;

  RowSource& rows_;
  FaultList& faults_;
  RowColumns columns_;
  std::vector<std::uint64_t> unknown_;   // leaves of the current range that say nothing about rows, in order
  std::unordered_map<std::uint64_t, States> alerts_;
};

}  // namespace custos::storage
