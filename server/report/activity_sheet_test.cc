// SPDX-License-Identifier: Apache-2.0
#include "server/report/activity_sheet.h"

#include <minizip/unzip.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "server/report/days.h"

namespace custos::server::report {
namespace {

using storage::ActivityBy;

/// One file of the archive that an XLSX is.
std::string PartOf(const std::string& bytes, const char* name) {
  char path[] = "/tmp/custos-sheet-test-XXXXXX";
  const int made = mkstemp(path);
  REQUIRE(made >= 0);
  close(made);
  std::ofstream(path, std::ios::binary) << bytes;
  const unzFile zip = unzOpen64(path);
  REQUIRE(zip != nullptr);
  REQUIRE(unzLocateFile(zip, name, 1) == UNZ_OK);
  REQUIRE(unzOpenCurrentFile(zip) == UNZ_OK);
  std::string text;
  char buffer[4096];
  for (int size = 0; (size = unzReadCurrentFile(zip, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  unzCloseCurrentFile(zip);
  unzClose(zip);
  std::remove(path);
  return text;
}

storage::ActivityReport Sample() {
  storage::ActivityReport report;
  storage::ActivityRow& row = report.rows.emplace_back();
  row.employee = storage::PersonView{"wecom:test", PartyKind::kStaff, "zhang.wei", "=张伟", "华东一部"};
  row.counts.messages_out = 1234;
  row.counts.replies = 2;
  row.counts.reply_ms = 9000;
  row.counts.reply_times[0] = 2;
  row.counts.followed = 4;
  row.counts.followed_contacted = 1;
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
  CHECK(cells.find("<v>0.25</v>") != std::string::npos);
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
