// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/record/row_scanner.h"
#include "core/message.h"
#include "core/result.h"

namespace custos::table {

/// A field of a record that a column can fill.
inline constexpr const char* kFields[] = {"id",        "time",     "from",     "to",       "number",
                                          "direction", "text",     "duration", "ring",     "disposition",
                                          "line",      "employee", "device",   "recording"};

/// How the columns of a table become fields of records. From a TOML file, docs/connectors/import.md.
struct Mapping {
  bool ndjson = false;
  record::RowFormat rows;
  bool header = true;           ///< the first row names the columns
  std::uint32_t skip_rows = 0;  ///< before the header
  Channel channel = Channel::kCall;
  std::string time_format;                     ///< as record::ReadTime; empty: the usual ways
  std::string zone;                            ///< empty: the zone of the import
  std::map<std::string, std::string> columns;  ///< column by field; a number from 1 where there is no header
  std::map<std::string, std::map<std::string, std::string>> values;  ///< by field: what is written, what it means
};

/// kInvalid "records.mapping" that names the line and the mistake.
Result<Mapping> ReadMapping(const std::string& toml);

/// The array `columns` of a mapping for call records that need nothing else.
Result<std::vector<std::string>> ReadColumns(const std::string& toml);

}  // namespace custos::table
