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

/// Writes the runs into the ledger of a source, joined with what is there. False when they were all there already.
/// Inside the transaction of the commit.
bool RecordRuns(db::Connection& connection, int source_id, const std::vector<SeqRange>& runs);

/// All sources with cursor, counts and gaps.
std::vector<SourceLedger> ReadLedgers(db::Connection& connection);

}  // namespace custos::storage
