// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/db.h"

namespace custos::storage {

struct MergePair {
  std::uint64_t kept = 0;
  std::uint64_t gone = 0;
  std::string reason;
};

/// Moves the identities of each `gone` to its `kept`, and notes which, so that it can be taken back exactly. By the
/// rules when `actor.user_id` is 0. Nobody may be kept and gone at once. Inside a transaction.
void MergeRecords(db::Connection& connection, const std::vector<MergePair>& pairs, const CustomerActor& actor,
                  TimeMs now);

/// Moves back what a merge moved, wherever it stands now, and keeps the two apart. Inside a transaction; throws
/// kNotFound "merge.not_found", kConflict "merge.undone".
CustomerMerge UnmergeRecords(db::Connection& connection, std::uint64_t merge_id, const CustomerActor& actor,
                             TimeMs now);

/// Merges that a record took part in as the one that goes on, newest first.
std::vector<CustomerMerge> MergesOf(db::Connection& connection, std::uint64_t record);

/// The record that stands for this one now; 0 when there is none.
std::uint64_t StandingRecord(db::Connection& connection, std::uint64_t record);

}  // namespace custos::storage
