// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/archive.h"
#include "storage/candidate_query.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {

/// The part of a walk over messages that stand in rows: leaves from `first_leaf` on. One thread; throws db::Failure.
class HotScan {
 public:
  HotScan(db::Connection& connection, const CandidateQuery& query, std::uint64_t first_leaf);

  /// The next candidates in the order of the query, at most `most`; none at the end.
  std::vector<MessageRef> Next(std::size_t most);

  /// What the planner expects.
  std::uint64_t Estimate();

 private:
  db::Connection& connection_;
  const bool oldest_first_;
  std::optional<MessagePosition> after_;
  SqlWhere where_;
  bool ended_ = false;
};

}  // namespace custos::storage
