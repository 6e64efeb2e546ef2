// SPDX-License-Identifier: Apache-2.0
#include "server/report/activity_sheet.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "server/report/days.h"

namespace custos::server::report {
namespace {

using storage::ActivityBy;
using storage::ActivityCounts;

/// A column: its heads, and what stands there; nullopt leaves the cell empty.
struct Column {
  const char* zh;
  const char* en;
  std::optional<double> (*value)(const ActivityCounts& counts);
};

std::optional<double> Number(std::uint64_t value) { return static_cast<double>(value); }

std::optional<double> Share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> Quantile(const ActivityCounts& counts, double share) {
  const auto bound = storage::ReplyQuantile(counts.reply_times, share);
  if (!bound) return std::nullopt;
  return static_cast<double>(*bound);
}

constexpr std::array kColumns = {
    Column{"发出消息", "Messages out", [](const ActivityCounts& c) { return Number(c.messages_out); }},
    Column{"收到消息", "Messages in", [](const ActivityCounts& c) { return Number(c.messages_in); }},
    Column{"群内发言", "In groups", [](const ActivityCounts& c) { return Number(c.group_out); }},
    Column{"发出短信", "Texts out", [](const ActivityCounts& c) { return Number(c.sms_out); }},
    Column{"收到短信", "Texts in", [](const ActivityCounts& c) { return Number(c.sms_in); }},
    Column{"呼出", "Calls out", [](const ActivityCounts& c) { return Number(c.calls_out); }},
    Column{"呼出接通", "Calls out answered", [](const ActivityCounts& c) { return Number(c.calls_reached); }},
    Column{"呼入接听", "Calls in answered", [](const ActivityCounts& c) { return Number(c.calls_in); }},
    Column{"未接来电", "Calls missed", [](const ActivityCounts& c) { return Number(c.calls_missed); }},
    Column{"通话秒数", "Talk seconds", [](const ActivityCounts& c) { return Number(c.talk_s); }},
    Column{"客户提问", "Questions", [](const ActivityCounts& c) { return Number(c.questions); }},
    Column{"首次回复", "First replies", [](const ActivityCounts& c) { return Number(c.replies); }},
    Column{"平均回复秒数", "Mean reply seconds",
           [](const ActivityCounts& c) {
             const auto mean = Share(c.reply_ms, c.replies);
             return mean ? std::optional(*mean / 1000) : mean;
           }},
    Column{"回复中位数不超过（秒）", "Median reply at most (s)",
           [](const ActivityCounts& c) { return Quantile(c, 0.5); }},
    Column{"九成回复不超过（秒）", "90% of replies at most (s)",
           [](const ActivityCounts& c) { return Quantile(c, 0.9); }},
    Column{"新增客户", "Contacts added", [](const ActivityCounts& c) { return Number(c.added); }},
    Column{"员工删除", "Deleted by employee", [](const ActivityCounts& c) { return Number(c.deleted_by_employee); }},
    Column{"被客户删除", "Deleted by customer", [](const ActivityCounts& c) { return Number(c.deleted_by_customer); }},
    Column{"流失", "Lost", [](const ActivityCounts& c) { return Number(c.lost); }},
    Column{"联系客户数", "Customers contacted", [](const ActivityCounts& c) { return Number(c.contacted); }},
    Column{"现有客户", "Customers now", [](const ActivityCounts& c) { return Number(c.followed); }},
    Column{"跟进率", "Follow-up rate", [](const ActivityCounts& c) { return Share(c.followed_contacted, c.followed); }},
    Column{"公海领取", "Claimed from pools", [](const ActivityCounts& c) { return Number(c.claimed); }},
    Column{"分配获得", "Assigned", [](const ActivityCounts& c) { return Number(c.assigned); }},
    Column{"其中交接", "Of these by handover", [](const ActivityCounts& c) { return Number(c.handed_over); }},
    Column{"退回公海", "Returned to pools", [](const ActivityCounts& c) { return Number(c.returned); }},
    Column{"转给同事", "Passed to colleagues", [](const ActivityCounts& c) { return Number(c.passed_on); }},
};

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

class Sheet {
 public:
  Sheet(const std::string& path, bool english) : english_(english) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(path.c_str(), &options);
    if (book_ == nullptr) return;
    sheet_ = workbook_add_worksheet(book_, english ? "Activity" : "业绩数据");
    bold_ = workbook_add_format(book_);
    if (bold_ != nullptr) format_set_bold(bold_);
    share_ = workbook_add_format(book_);
    if (share_ != nullptr) format_set_num_format(share_, "0.0%");
  }
  bool good() const { return sheet_ != nullptr; }
  /// Writes the file; once.
  bool Close() { return workbook_close(book_) == LXW_NO_ERROR; }

  void Text(const std::string& text, bool bold = false) {
    worksheet_write_string(sheet_, row_, column_++, text.c_str(), bold ? bold_ : nullptr);
  }
  void Text(const char* zh, const char* en) { Text(std::string(english_ ? en : zh), true); }
  void Counts(const ActivityCounts& counts) {
    for (const Column& column : kColumns) {
      const auto value = column.value(counts);
      const bool is_share = &column == &kColumns.back();
      if (value) worksheet_write_number(sheet_, row_, column_, *value, is_share ? share_ : nullptr);
      ++column_;
    }
    NextRow();
  }
  void NextRow() {
    ++row_;
    column_ = 0;
  }
  void Prepare(lxw_row_t rows, lxw_col_t columns) {
    worksheet_set_column(sheet_, 0, columns, 14, nullptr);
    worksheet_freeze_panes(sheet_, rows, 1);
  }

 private:
  const bool english_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* bold_ = nullptr;
  lxw_format* share_ = nullptr;
  lxw_row_t row_ = 0;
  lxw_col_t column_ = 0;
};

void Heads(Sheet& sheet, ActivityBy by) {
  switch (by) {
    case ActivityBy::kEmployee:
      sheet.Text("员工", "Employee");
      sheet.Text("部门", "Department");
      sheet.Text("账号", "Account");
      break;
    case ActivityBy::kTeam: sheet.Text("部门", "Team"); break;
    case ActivityBy::kDay: sheet.Text("日期", "Day"); break;
    case ActivityBy::kWeek: sheet.Text("周（周一）", "Week (its Monday)"); break;
    case ActivityBy::kMonth: sheet.Text("月份", "Month"); break;
  }
  for (const Column& column : kColumns) sheet.Text(column.zh, column.en);
  sheet.NextRow();
}

void Name(Sheet& sheet, const storage::ActivityRow& row, ActivityBy by) {
  if (row.employee) {
    sheet.Text(row.employee->name);
    sheet.Text(row.employee->department);
    sheet.Text(row.employee->id);
  } else if (row.team) {
    sheet.Text(row.team_name);
  } else {
    sheet.Text(by == ActivityBy::kMonth ? DayName(row.first_day).substr(0, 7) : DayName(row.first_day));
  }
}

}  // namespace

Result<std::string> ActivitySheet(const storage::ActivityReport& report, const SheetHead& head) {
  const Error failed{ErrorKind::kInternal, "report.sheet", "the sheet could not be written"};
  const ScratchPath scratch;
  if (scratch.path().empty()) return failed;
  Sheet sheet(scratch.path(), head.english);
  if (!sheet.good()) return failed;
  sheet.Prepare(2, static_cast<lxw_col_t>(kColumns.size() + 2));
  sheet.Text((head.english ? "Activity " : "业绩数据 ") + DayName(head.from_day) + " – " + DayName(head.until_day),
             true);
  sheet.NextRow();
  Heads(sheet, head.by);
  for (const storage::ActivityRow& row : report.rows) {
    Name(sheet, row, head.by);
    sheet.Counts(row.counts);
  }
  sheet.Text("合计", "Total");
  if (head.by == ActivityBy::kEmployee) {
    sheet.Text("");
    sheet.Text("");
  }
  sheet.Counts(report.total);
  if (!sheet.Close()) return failed;
  std::ifstream file(scratch.path(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || bytes.empty()) return failed;
  return bytes;
}

}  // namespace custos::server::report
