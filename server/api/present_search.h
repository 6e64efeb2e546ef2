// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "server/api/providers.h"
#include "storage/query/tree.h"
#include "storage/reader.h"

namespace custos::server::api {

/// A page of a search as openapi.yaml's MessageList, without `query_parts`. Pure.
nlohmann::json Present(const storage::SearchPage& page);

/// Places in a query, in order.
nlohmann::json PresentParts(const std::vector<storage::query::Place>& parts);

/// Counts of a search as openapi.yaml's SearchFacets.
nlohmann::json Present(const storage::SearchFacets& facets, const RuleCatalog& rules);

}  // namespace custos::server::api
