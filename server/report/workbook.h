// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/result.h"

namespace custos::server::report {

/// An XLSX file of one sheet, written from the first row to the last, cell after cell. What is written leaves memory
/// with its row. Texts are never formulas. For one thread.
class Workbook {
 public:
  /// kInternal "report.sheet" when the system lets no file be written.
  static Result<std::unique_ptr<Workbook>> Open(bool english, const std::string& sheet_name);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  /// Before the first cell: so many rows stay in sight, and so many columns are as wide as a name.
  void Prepare(std::size_t head_rows, std::size_t columns);
  /// A bold cell in the language of the sheet.
  void Head(const std::string& zh, const std::string& en);
  void Text(const std::string& text);
  void Number(double value);
  void Share(double value);  ///< 1 is shown as 100%
  void Blank();
  void NextRow();

  /// The bytes of the file, once. kInternal "report.sheet".
  Result<std::string> Finish();

 private:
  struct Parts;
  explicit Workbook(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace custos::server::report
