// SPDX-License-Identifier: Apache-2.0
#include "server/report/workbook.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace custos::server::report {
namespace {

constexpr double kWidth = 14;

Error Failed() { return {ErrorKind::kInternal, "report.sheet", "the sheet could not be written"}; }

/// A file of our own that goes away with it.
class ScratchPath {
 public:
  ScratchPath() : path_((std::filesystem::temp_directory_path() / "custos-sheet-XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    if (file >= 0) close(file);
    if (file < 0) path_.clear();
  }
  ~ScratchPath() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  ScratchPath(const ScratchPath&) = delete;
  ScratchPath& operator=(const ScratchPath&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

struct Workbook::Parts {
  ScratchPath scratch;
  bool english = false;
  lxw_workbook* book = nullptr;  ///< closed by workbook_close alone, which writes the file
  lxw_worksheet* sheet = nullptr;
  lxw_format* bold = nullptr;
  lxw_format* share = nullptr;
  lxw_row_t row = 0;
  lxw_col_t column = 0;
};

Workbook::Workbook(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Workbook::~Workbook() {
  if (parts_->book != nullptr) workbook_close(parts_->book);
}

Result<std::unique_ptr<Workbook>> Workbook::Open(bool english, const std::string& sheet_name) {
  auto parts = std::make_unique<Parts>();
  parts->english = english;
  if (parts->scratch.path().empty()) return Failed();
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  parts->book = workbook_new_opt(parts->scratch.path().c_str(), &options);
  std::unique_ptr<Workbook> made(new Workbook(std::move(parts)));
  Parts& own = *made->parts_;
  if (own.book == nullptr) return Failed();
  own.sheet = workbook_add_worksheet(own.book, sheet_name.c_str());
  if (own.sheet == nullptr) return Failed();
  own.bold = workbook_add_format(own.book);
  if (own.bold != nullptr) format_set_bold(own.bold);
  own.share = workbook_add_format(own.book);
  if (own.share != nullptr) format_set_num_format(own.share, "0.0%");
  return made;
}

void Workbook::Prepare(std::size_t head_rows, std::size_t columns) {
  worksheet_set_column(parts_->sheet, 0, static_cast<lxw_col_t>(columns == 0 ? 0 : columns - 1), kWidth, nullptr);
  worksheet_freeze_panes(parts_->sheet, static_cast<lxw_row_t>(head_rows), 1);
}

void Workbook::Head(const std::string& zh, const std::string& en) {
  const std::string& text = parts_->english ? en : zh;
  worksheet_write_string(parts_->sheet, parts_->row, parts_->column++, text.c_str(), parts_->bold);
}

void Workbook::Text(const std::string& text) {
  worksheet_write_string(parts_->sheet, parts_->row, parts_->column++, text.c_str(), nullptr);
}

void Workbook::Number(double value) {
  worksheet_write_number(parts_->sheet, parts_->row, parts_->column++, value, nullptr);
}

void Workbook::Share(double value) {
  worksheet_write_number(parts_->sheet, parts_->row, parts_->column++, value, parts_->share);
}

void Workbook::Blank() { ++parts_->column; }

void Workbook::NextRow() {
  ++parts_->row;
  parts_->column = 0;
}

Result<std::string> Workbook::Finish() {
  if (workbook_close(std::exchange(parts_->book, nullptr)) != LXW_NO_ERROR) return Failed();
  std::ifstream file(parts_->scratch.path(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || bytes.empty()) return Failed();
  return bytes;
}

}  // namespace custos::server::report
