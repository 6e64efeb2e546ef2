// SPDX-License-Identifier: Apache-2.0
#include "server/report/activity_sheet.h"

#include <array>
#include <optional>

#include "server/report/days.h"
#include "server/report/workbook.h"

namespace custos::server::report {
namespace {

using storage::ActivityBy;
using storage::ActivityCounts;

/// A column: its heads, and what stands there; nullopt leaves the cell empty.
struct Column {
  const char* zh;
  const char* en;
  std::optional<double> (*value)(const ActivityCounts& counts);
  bool is_share = false;
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
    Column{"负责客户", "Customers served", [](const ActivityCounts& c) { return Number(c.served); }},
    Column{"跟进率", "Follow-up rate", [](const ActivityCounts& c) { return Share(c.served_contacted, c.served); },
           true},
    Column{"公海领取", "Claimed from pools", [](const ActivityCounts& c) { return Number(c.claimed); }},
    Column{"分配获得", "Assigned", [](const ActivityCounts& c) { return Number(c.assigned); }},
    Column{"其中交接", "Of these by handover", [](const ActivityCounts& c) { return Number(c.handed_over); }},
    Column{"退回公海", "Returned to pools", [](const ActivityCounts& c) { return Number(c.returned); }},
    Column{"转给同事", "Passed to colleagues", [](const ActivityCounts& c) { return Number(c.passed_on); }},
};

void Counts(Workbook& book, const ActivityCounts& counts) {
  for (const Column& column : kColumns) {
    const auto value = column.value(counts);
    if (!value) {
      book.Blank();
    } else if (column.is_share) {
      book.Share(*value);
    } else {
      book.Number(*value);
    }
  }
  book.NextRow();
}

void Heads(Workbook& sheet, ActivityBy by) {
  switch (by) {
    case ActivityBy::kEmployee:
      sheet.Head("员工", "Employee");
      sheet.Head("部门", "Department");
      sheet.Head("账号", "Account");
      break;
    case ActivityBy::kTeam: sheet.Head("部门", "Team"); break;
    case ActivityBy::kDay: sheet.Head("日期", "Day"); break;
    case ActivityBy::kWeek: sheet.Head("周（周一）", "Week (its Monday)"); break;
    case ActivityBy::kMonth: sheet.Head("月份", "Month"); break;
  }
  for (const Column& column : kColumns) sheet.Head(column.zh, column.en);
  sheet.NextRow();
}

void Name(Workbook& sheet, const storage::ActivityRow& row, ActivityBy by) {
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
  auto opened = Workbook::Open(head.english, head.english ? "Activity" : "业绩数据");
  if (!opened) return opened.error();
  Workbook& sheet = **opened;
  sheet.Prepare(2, kColumns.size() + 3);
  const std::string days = DayName(head.from_day) + " – " + DayName(head.until_day);
  sheet.Head("业绩数据 " + days, "Activity " + days);
  sheet.NextRow();
  Heads(sheet, head.by);
  for (const storage::ActivityRow& row : report.rows) {
    Name(sheet, row, head.by);
    Counts(sheet, row.counts);
  }
  sheet.Head("合计", "Total");
  if (head.by == ActivityBy::kEmployee) {
    sheet.Text("");
    sheet.Text("");
  }
  Counts(sheet, report.total);
  return sheet.Finish();
}

}  // namespace custos::server::report
