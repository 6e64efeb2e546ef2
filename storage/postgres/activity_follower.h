// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/postgres/activity_tally.h"
#include "storage/postgres/segment_catalog.h"

namespace custos::storage {

/// Counts what the log brought, a batch at a time in a fixed number of statements whatever its size. Each batch is one
/// transaction that also moves the mark of how far was counted: nothing is counted twice. Made per batch, one thread;
/// throws db::Failure.
class ActivityFollower {
 public:
  ActivityFollower(db::Connection& connection, SegmentCatalog& catalog, std::int32_t zone_minutes)
      : connection_(connection), catalog_(catalog), zone_minutes_(zone_minutes), tally_(zone_minutes) {}

  /// Leaves looked at; 0 when nothing is left or somebody else is at it.
  std::uint64_t Step();

 private:
  /// Returns the leaf it came to.
  std::uint64_t ReadSealed(std::uint64_t from, std::uint64_t end);
  void ReadRows(std::uint64_t from, std::uint64_t end);
  void LoadTalks();
  void StoreTalks();
  void StoreDays();
  void StoreContactDays();
  void StoreReplies();
  void StoreLasts();

  db::Connection& connection_;
  SegmentCatalog& catalog_;
  const std::int32_t zone_minutes_;
  std::vector<Word> words_;  ///< in the order of the log
  std::map<std::string, Talk> talks_;
  ActivityTally tally_;
};

/// Forgets everything that was counted.
void ForgetActivity(db::Connection& connection, std::int32_t zone_minutes);

}  // namespace custos::storage
