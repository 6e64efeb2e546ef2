// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/query/tree.h"
#include "storage/reader.h"

namespace custos::storage {

/// The filters of a search as conditions of the language. Names of verdicts that do not exist find nothing.
std::vector<query::Condition> ConditionsOf(const SearchQuery& query);

}  // namespace custos::storage
