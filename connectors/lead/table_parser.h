// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/lead/parser.h"
#include "connectors/records.h"
#include "connectors/sheet/table_file.h"

namespace custos::lead {

/// Leads out of a file of any kind that sheet::MakeFileParser reads. Of the options source, region, zone, mapping and
/// now are used. Errors as LeadParser::Create and sheet::ReadColumns.
Result<std::unique_ptr<RecordParser>> MakeFileParser(const RecordOptions& options, const RecordPosition& from);

/// A row of such a table as the JSON object of a lead; columns mean what their headings say.
nlohmann::json RowObject(const std::vector<std::string>& headings, const std::vector<std::string>& cells);

/// The beginning of such a file, as sheet::PreviewTable.
Result<sheet::Preview> PreviewTable(const RecordOptions& options, std::string_view bytes, bool whole,
                                    std::size_t shown);

}  // namespace custos::lead
