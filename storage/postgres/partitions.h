// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Makes and drops the parts of time-partitioned tables: messages by month of sent_at, raw replies by day of arrival.
/// A message with an absurd time goes to the default part. Thread-safe.
class Partitions {
 public:
  explicit Partitions(const Clock& clock) : clock_(clock) {}

  /// Makes the months of these times where they are missing; outside of a transaction.
  void EnsureMonths(db::Connection& connection, const std::vector<TimeMs>& times);
  /// Months and days that will be needed soon.
  void PrepareAhead(db::Connection& connection);
  /// Drops raw replies that arrived before `before`, whole days at a time.
  void DropRawBefore(db::Connection& connection, TimeMs before);

  /// Borders between the message parts, ascending: part i holds [border i, border i+1), and what lies outside of all
  /// parts is in the default one.
  std::vector<TimeMs> MessageBorders(db::Connection& connection);

 private:
  void EnsureMonth(db::Connection& connection, int year, unsigned month);

  const Clock& clock_;
  std::mutex mutex_;
  std::set<std::string> known_;
};

}  // namespace custos::storage
