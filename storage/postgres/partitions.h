// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/clock.h"
#include "storage/postgres/db.h"

namespace custos::storage {

constexpr std::uint64_t kLeavesPerPart = 65'536;

/// Makes and drops the parts of partitioned tables: rows of messages and their keys by ranges of leaves, raw replies by
/// day of arrival. Thread-safe, and safe between processes.
class Partitions {
 public:
  explicit Partitions(const Clock& clock, std::uint64_t leaves_per_part = kLeavesPerPart)
      : clock_(clock), leaves_per_part_(leaves_per_part) {}

  std::uint64_t leaves_per_part() const { return leaves_per_part_; }
  TimeMs Now() const { return clock_.Now(); }

  /// Makes parts for the next `messages` leaves of the log, and some more; outside of a transaction.
  void EnsureLeaves(db::Connection& connection, std::uint64_t messages);
  /// Makes parts for all leaves before `end`.
  void EnsureUntil(db::Connection& connection, std::uint64_t end);
  /// Drops the parts of messages whose leaves all lie before `sealed_end`. Waits a little for those who read them;
  /// what stays is dropped the next time.
  void DropSealed(db::Connection& connection, std::uint64_t sealed_end);

  /// Days that will be needed soon.
  void PrepareAhead(db::Connection& connection);
  /// Drops raw replies that arrived before `before`, whole days at a time.
  void DropRawBefore(db::Connection& connection, TimeMs before);

 private:
  bool AddPart(db::Connection& connection, std::uint64_t first, std::uint64_t end);

  const Clock& clock_;
  const std::uint64_t leaves_per_part_;
};

}  // namespace custos::storage
