// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::lead {

/// What the columns of a table mean: a member of leads by heading, "fields" for one that is kept under its heading, ""
/// for one that is left out. A heading that is not named gets what ProposeColumn says.
using Columns = std::map<std::string, std::string>;

/// From the table `columns` of a JSON or TOML text; empty for an empty text. kInvalid "records.mapping" names the
/// fault.
Result<Columns> ReadColumns(const std::string& text);

/// What a heading most likely means, in Chinese or English: a member of leads, or "fields".
std::string ProposeColumn(std::string_view heading);

/// A row of a table as the JSON object of a lead. Cells without a heading are left out.
nlohmann::json ObjectOf(const std::vector<std::string>& headings, const std::vector<std::string>& cells,
                        const Columns& columns);

}  // namespace custos::lead
