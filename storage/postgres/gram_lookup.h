// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "storage/candidate_query.h"
#include "storage/postgres/segment_catalog.h"

namespace custos::storage {

/// The ordinals, ascending, that satisfy the condition in each of these segments. Blocks
/// of lists come from memory or in as few round trips as codes that must all be there allow: a segment without the
/// first is not asked for the rest.
std::vector<std::vector<std::uint32_t>> LookUpGrams(db::Connection& connection, SegmentCatalog& catalog,
                                                    const GramCondition& condition,
                                                    const std::vector<SegmentInfo>& segments);

/// The ordinals of the lists with these keys, ascending, in one segment, joined and ascending.
std::vector<std::uint32_t> LookUpLists(db::Connection& connection, SegmentCatalog& catalog, const SegmentInfo& segment,
                                       SegmentPart kind, const std::vector<std::uint32_t>& keys);

}  // namespace custos::storage
