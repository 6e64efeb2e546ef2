// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/script_store.h"

namespace custos::storage {

/// Rows of a price sheet as they stand in the database.
std::string PriceRowsText(const std::vector<PriceRow>& rows);
/// None for a text that is not one of ours.
std::vector<PriceRow> ReadPriceRows(const std::string& text);

}  // namespace custos::storage
