// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/sheet/kind.h"
#include "core/result.h"

namespace custos::sheet {

/// What the columns of a table mean: a member by heading, "fields" for one that is kept under its heading, ""
/// for one that is left out. A heading that is not named gets what ProposeColumn says.
using Columns = std::map<std::string, std::string>;

/// From the table `columns` of a JSON or TOML text; empty for an empty text. kInvalid "records.mapping" names the
/// fault.
Result<Columns> ReadColumns(const std::string& text, const Kind& kind);

/// What a heading most likely means, in Chinese or English: a member, or "fields".
std::string ProposeColumn(std::string_view heading, const Kind& kind);

/// What a heading means: as chosen, else as proposed.
std::string MemberOf(const std::string& heading, const Columns& columns, const Kind& kind);

/// A row of a table as a JSON object. Cells without a heading are left out.
nlohmann::json ObjectOf(const std::vector<std::string>& headings, const std::vector<std::string>& cells,
                        const Columns& columns, const Kind& kind);

}  // namespace custos::sheet
