// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/postgres/sources.h"
#include "storage/verify/evidence_source.h"

namespace custos::storage {

/// Entries of the ledger in [first, end) with what stands since, for a verifier. Throws db::Failure.
std::vector<OwnershipRow> ReadOwnershipRows(db::Connection& connection, Sources& sources, std::uint64_t first,
                                            std::uint64_t end, std::size_t limit);

/// Customers with an owner or a pool of whom the ledger has no entry, at most `limit`.
std::vector<std::uint64_t> ReadStrayOwnership(db::Connection& connection, std::size_t limit);

}  // namespace custos::storage
