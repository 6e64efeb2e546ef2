// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/result.h"
#include "storage/verify/bundle_scan.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"
#include "storage/verify/link_check.h"

namespace custos::storage {

/// Holds stored rows against the contents that leaves commit to: changed, missing and forged ones are named. Keeps a
/// few numbers per alert and per parked message until the end, because they are what the newest leaf made of them. Not
/// thread-safe.
class RowCheck {
 public:
  /// Reads one message of the log anew; nullopt for another kind and after an erasure.
  using MessageAt = std::function<Result<std::optional<Message>>(std::uint64_t index)>;

  RowCheck(RowSource& rows, FaultList& faults, MessageAt message_at)
      : rows_(rows),
        faults_(faults),
        message_at_(std::move(message_at)),
        columns_(rows.columns()),
        links_(rows, faults) {}

  /// Scanned bundles that follow each other without a gap; their leaves in [first, end) are compared.
  Status Check(const std::vector<const ScannedBundle*>& bundles, std::uint64_t first, std::uint64_t end);

  /// Rows from `end` on that claim to be leaves the log does not have. `size_now` is asked after rows were read, so
  /// that what was appended meanwhile is not taken for forged.
  Status CheckBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now);

  /// After a whole log: the states of alerts and parked messages, and what ties rows to each other. Decisions from
  /// `log_size` on were made while we were reading.
  Status Finish(std::uint64_t log_size);

 private:
  struct Place {
    const Leaf* leaf = nullptr;
    std::optional<Message> message;  // of a message leaf, when its content is one
  };
  /// What an alert's newest decision makes of it.
  struct AlertEnd {
    AlertState state = AlertState::kNew;
    std::uint64_t version = 1;
    std::size_t decided_by = 0;  // hashes
    std::size_t note = 0;
    TimeMs decided_at = 0;
  };
  struct AlertEnds {
    AlertEnd row;
    AlertEnd decided;
    bool seen = false;
  };
  struct ParkedEnd {
    bool row_settled = false;
    bool settled = false;
    bool seen = false;
  };
  /// What the ledger of a source should count.
  struct SourceSum {
    std::uint64_t first_leaf = 0;
    SourceRow row;
  };
  struct Batch {
    std::vector<Place> messages;
    std::vector<Place> alerts;
    std::vector<Place> decisions;
    std::vector<Place> parked;
    std::vector<Place> ownership;
  };

  void Sort(const ScannedBundle& bundle, const Leaf& leaf, Batch& batch);
  void NoteErased(const Leaf& leaf);
  template <class Read>
  Status NameBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now, const char* table,
                    Read read);
  template <class Row, class Compare>
  void Match(const std::vector<Row>& rows, const std::vector<Place>& places, const char* table, Compare compare);
  void CompareMessage(const MessageRow& row, const Place& place);
  void CompareAlert(const AlertRow& row, const Place& place);
  Status ComparePeople(const std::vector<AlertRow>& alerts, const Batch& batch);
  SourceSum& SumOf(const std::string& source, std::uint64_t index);
  void CountMessage(const std::string& source, TimeMs sent_at, std::uint64_t index);
  Status CheckSources(std::uint64_t log_size);
  void CompareDecision(const DecisionRow& row, const Place& place);
  void CompareParked(const ParkedRow& row, const Place& place);
  void NoteDecision(const Leaf& leaf);
  AlertEnds& EndsOf(std::uint64_t alert_id);
  std::size_t HashOf(std::string_view text) const;
  Status FinishAlerts(std::uint64_t log_size);
  bool Same(std::string_view row, std::string_view expected) const;
  const char* FirstDifference(const Message& row, const Message& expected) const;
  bool SameMedia(const Message& row, const Message& expected) const;

  RowSource& rows_;
  FaultList& faults_;
  MessageAt message_at_;
  RowColumns columns_;
  std::vector<std::uint64_t> unknown_;  // leaves of the current range that say nothing about rows, in order
  std::unordered_map<std::uint64_t, AlertEnds> alerts_;
  std::unordered_map<std::uint64_t, ParkedEnd> parked_;
  std::map<std::string, SourceSum> sources_;
  LinkCheck links_;
  std::uint64_t checked_to_ = 0;
  bool complete_ = true;  // every leaf so far could be read
};

}  // namespace custos::storage
