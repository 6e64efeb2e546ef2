// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::sheet {

/// What a workbook may take: a small file can hold very much.
struct WorkbookLimits {
  std::uint64_t part_bytes = std::uint64_t{512} << 20;  ///< of one part, unpacked
  std::uint64_t text_bytes = std::uint64_t{64} << 20;   ///< of the texts that cells share
  std::size_t row_bytes = std::size_t{1} << 20;         ///< of one row as XML
  std::size_t columns = 1'000;
  std::uint64_t rows = 200'000;
};

/// Takes the number of a row, from 1, and its cells as text; false ends the reading.
using OnRow = std::function<bool(std::uint64_t number, const std::vector<std::string>& cells)>;

/// Reads the first sheet of an Office Open XML workbook (ECMA-376, .xlsx). Cells are given as they are stored: a date
/// is its number of days (see SerialToText). Rows of empty cells are left out. kInvalid: "lead.workbook" (it is none,
/// or damaged), "lead.workbook_encrypted", "lead.workbook_too_large".
Status ReadWorkbook(std::string_view bytes, const WorkbookLimits& limits, const OnRow& on_row);

/// A date as workbooks store it, days since 30 December 1899, as "2026-03-01 09:30:00"; the text itself when it is
/// none.
std::string SerialToText(const std::string& cell);

/// Whether a file begins like a workbook.
bool LooksLikeWorkbook(std::string_view bytes);

}  // namespace custos::sheet
