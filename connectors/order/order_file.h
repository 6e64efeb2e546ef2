// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "connectors/records.h"
#include "connectors/sheet/table_file.h"

namespace custos::order {

/// Orders out of a file of any kind that sheet::MakeFileParser reads, one a row. Of the options source, region, zone,
/// mapping and now are used. Errors as OrderParser::Create and sheet::ReadColumns.
Result<std::unique_ptr<RecordParser>> MakeFileParser(const RecordOptions& options, const RecordPosition& from);

/// The beginning of such a file, as sheet::PreviewTable.
Result<sheet::Preview> PreviewTable(const RecordOptions& options, std::string_view bytes, bool whole,
                                    std::size_t shown);

}  // namespace custos::order
