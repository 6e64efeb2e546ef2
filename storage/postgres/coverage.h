// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/db.h"
#include "storage/search_coverage.h"

namespace custos::storage {

class SegmentCatalog;

/// Compares a piece of the evidence, at most 1,000 leaves from `first` on, with what can be searched: every message
/// must stand there, and every twentieth must be found by all the codes of its texts. Throws db::Failure.
SearchCoverage CheckCoverage(db::Connection& connection, SegmentCatalog& catalog, std::uint64_t first,
                             std::uint64_t tree_size);

}  // namespace custos::storage
