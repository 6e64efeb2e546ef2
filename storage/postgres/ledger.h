// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/archive.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// The runs of sequence numbers that a page proves to have arrived.
std::vector<SeqRange> RunsOf(const CommitRequest& request);

/// Joins runs that touch or overlap; ascending.
std::vector<SeqRange> Merged(std::vector<SeqRange> runs);

/// Writes the runs into the ledger of a source, joined with what is there. Returns how many of the numbers
/// are new. Inside the transaction of the commit.
std::uint64_t RecordRuns(db::Connection& connection, int source_id, const std::vector<SeqRange>& runs);

/// All sources with cursor, counts and gaps.
std::vector<SourceLedger> ReadLedgers(db::Connection& connection);

}  // namespace custos::storage
