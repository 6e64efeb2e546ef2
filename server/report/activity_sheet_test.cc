// SPDX-License-Identifier: Apache-2.0
#include "server/report/activity_sheet.h"

#include <catch2/catch.hpp>

#include "server/report/days.h"
#include "server/report/sheet_part.h"

namespace custos::server::report {
namespace {

using storage::ActivityBy;

storage::ActivityReport Sample() {
  storage::ActivityReport report;
  storage::ActivityRow& row = report.rows.emplace_back();
  row.employee = storage::PersonView{"wecom:test", PartyKind::kStaff, "zhang.wei", "=张伟", "华东一部"};
  row.counts.messages_out = 1234;
  row.counts.replies = 2;
  row.counts.reply_ms = 9000;
  row.counts.reply_times[0] = 2;
  row.counts.followed = 5;
  row.counts.served = 4;
  row.counts.served_contacted = 1;
  row.counts.passed_on = 77;
  report.total = row.counts;
  return report;
}

}  // namespace

TEST_CASE("a sheet holds numbers as numbers, names as texts, and heads in the asked language") {
  const std::int64_t day = *ParseDay("2026-11-22");
  const auto sheet = ActivitySheet(Sample(), {.by = ActivityBy::kEmployee, .from_day = day, .until_day = day});
  REQUIRE(sheet);
  const std::string cells = PartOf(*sheet, "xl/worksheets/sheet1.xml");
  CHECK(cells.find("<v>1234</v>") != std::string::npos);
  CHECK(cells.find("<v>4.5</v>") != std::string::npos);
  CHECK(cells.find(" s=\"2\"><v>0.25</v>") != std::string::npos);  // the rate alone is shown in percent
  CHECK(cells.find(" s=\"2\"><v>77</v>") == std::string::npos);
  CHECK(cells.find(">=张伟</t>") != std::string::npos);
  CHECK(cells.find("<f>") == std::string::npos);
  CHECK(cells.find("2026-11-22") != std::string::npos);
  CHECK(cells.find("发出消息") != std::string::npos);
  const auto english =
      ActivitySheet(Sample(), {.by = ActivityBy::kMonth, .from_day = day, .until_day = day, .english = true});
  REQUIRE(english);
  const std::string heads = PartOf(*english, "xl/worksheets/sheet1.xml");
  CHECK(heads.find("Messages out") != std::string::npos);
  CHECK(heads.find("发出消息") == std::string::npos);
}

}  // namespace custos::server::report
