// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/records.h"
#include "connectors/sheet/kind.h"

namespace custos::sheet {

/// Largest workbook that is read.
inline constexpr std::size_t kLargestWorkbook = std::size_t{32} << 20;

/// Records out of a file whose first bytes tell what it is: a table of text (comma, semicolon or tab between; UTF-8,
/// GB18030 or UTF-16), lines of JSON, or a workbook. Tables have headings in their first row. A workbook is held in
/// memory and read from its beginning after a stop. `options.mapping` is for ReadColumns, `now` is used, the rest is
/// not. Errors as ReadColumns.
Result<std::unique_ptr<RecordParser>> MakeFileParser(std::shared_ptr<const Kind> kind, const RecordOptions& options,
                                                     const RecordPosition& from);

struct PreviewColumn {
  std::string heading;
  std::string member;  ///< as the mapping or ProposeColumn says
};

struct PreviewRow {
  std::uint64_t line = 0;
  std::vector<std::string> cells;
  RecordProblem problem;  ///< empty: it would be taken
};

struct Preview {
  std::vector<PreviewColumn> columns;
  std::vector<PreviewRow> rows;
  std::uint64_t good = 0;  ///< rows of those looked at that would be taken
  std::uint64_t bad = 0;
  bool whole = false;  ///< all of the file was looked at
};

/// The beginning of a table as it would be read. `bytes` is the whole file when `whole`, else its beginning; at most
/// `shown` rows are given. kInvalid as the parser.
Result<Preview> PreviewTable(std::shared_ptr<const Kind> kind, const RecordOptions& options, std::string_view bytes,
                             bool whole, std::size_t shown);

}  // namespace custos::sheet
