// SPDX-License-Identifier: Apache-2.0
#include "server/report/consent_sheet.h"

#include <array>
#include <cstdio>

#include "server/report/days.h"
#include "server/report/workbook.h"

namespace custos::server::report {
namespace {

using storage::ConsentState;

std::string SaidAs(ConsentState state, bool english) {
  switch (state) {
    case ConsentState::kAgree: return english ? "Agreed" : "同意";
    case ConsentState::kDisagree: return english ? "Disagreed" : "不同意";
    case ConsentState::kDefault:
      return english ? "By default (the customer said nothing)" : "默认同意（平台默认，客户未表态）";
    case ConsentState::kUnknown: break;
  }
  return english ? "Unknown" : "未知";
}

/// Empty for a time that is not known.
std::string When(TimeMs at, int zone_minutes) {
  if (at == 0) return {};
  constexpr TimeMs kDay = 86'400'000;
  const TimeMs second = (((at + TimeMs{zone_minutes} * 60'000) % kDay + kDay) % kDay) / 1000;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), " %02d:%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return DayName(DayAt(at, zone_minutes)) + text.data();
}

void Heads(Workbook& sheet, storage::ConsentKind kind) {
  if (kind == storage::ConsentKind::kGroup) {
    sheet.Head("客户群", "Group");
    sheet.Head("群 ID", "Group id");
  } else {
    sheet.Head("员工", "Employee");
    sheet.Head("账号", "Account");
    sheet.Head("部门", "Department");
  }
  sheet.Head("客户", "Customer");
  sheet.Head("客户 ID", "Customer id");
  sheet.Head("企业", "Company");
  sheet.Head("是否同意存档", "Consent to the archive");
  sheet.Head("表态时间", "Answered at");
  sheet.Head("最近查询时间", "Last asked at");
  sheet.Head("未能得知的原因", "Why it is not known");
  sheet.NextRow();
}

void Row(Workbook& sheet, const storage::ConsentView& row, const ConsentSheetHead& head) {
  if (head.kind == storage::ConsentKind::kGroup) {
    sheet.Text(row.group_name);
    sheet.Text(row.group);
  } else {
    const storage::PersonView employee = row.employee.value_or(storage::PersonView{});
    sheet.Text(employee.name);
    sheet.Text(employee.id);
    sheet.Text(employee.department);
  }
  sheet.Text(row.customer.name);
  sheet.Text(row.customer.id);
  sheet.Text(row.customer.source);
  sheet.Text(SaidAs(row.state, head.english));
  sheet.Text(When(row.changed_at, head.zone_minutes));
  sheet.Text(When(row.asked_at, head.zone_minutes));
  sheet.Text(row.code);
  sheet.NextRow();
}

}  // namespace

Result<std::string> ConsentSheet(const std::function<Result<storage::ConsentPage>(const std::string& cursor)>& next,
                                 const ConsentSheetHead& head) {
  auto opened = Workbook::Open(head.english, head.english ? "Consent" : "客户同意");
  if (!opened) return opened.error();
  Workbook& sheet = **opened;
  sheet.Prepare(1, 10);
  Heads(sheet, head.kind);
  std::size_t rows = 0;
  std::string cursor;
  do {
    const auto page = next(cursor);
    if (!page) return page.error();
    rows += page->items.size();
    if (rows > kMostConsentRows) {
      return Error{ErrorKind::kInvalid, "report.too_long", "more rows than a sheet is made with"};
    }
    for (const storage::ConsentView& row : page->items) Row(sheet, row, head);
    cursor = page->next_cursor;
  } while (!cursor.empty());
  return sheet.Finish();
}

}  // namespace custos::server::report
