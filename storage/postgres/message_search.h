// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

class SegmentCatalog;

/// One page of a search: walks in the wanted order and stops as soon as the page is full, so that a frequent word never
/// has all its hits collected. Throws db::Failure.
SearchPage SearchMessages(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const Scope& scope,
                          const SearchQuery& query);

/// What a search finds, counted: the first 2,000 matches, carried forward when there are more or the time is up.
SearchFacets CountFacets(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const Scope& scope,
                         const SearchQuery& query);

}  // namespace custos::storage
