// SPDX-License-Identifier: Apache-2.0
#include "server/report/daily_text.h"

#include <catch2/catch.hpp>

#include "server/report/days.h"

namespace custos::server::report {
namespace {

DailyNumbers Sample() {
  DailyNumbers numbers;
  numbers.day = *ParseDay("2026-11-22");
  numbers.until = "18:30";
  const auto add = [&](const std::string& name, const std::string& department, std::uint64_t out,
                       std::uint64_t contacted) {
    storage::ActivityRow& row = numbers.employees.rows.emplace_back();
    row.employee = storage::PersonView{"wecom:test", PartyKind::kStaff, name, name, department};
    row.counts.messages_out = out;
    row.counts.contacted = contacted;
  };
  add("张伟", "华东一部", 10, 4);
  add("李娜", "华东一部", 5, 9);
  add("王<芳>", "华南一部", 40, 2);
  storage::ActivityCounts& total = numbers.employees.total;
  total.messages_out = 55;
  total.messages_in = 40;
  total.contacted = 14;
  total.talk_s = 3'900;
  total.replies = 10;
  total.reply_times[6] = 9;
  total.reply_times[11] = 1;
  total.added = 3;
  total.lost = 1;
  numbers.waiting = 2;
  numbers.over_hours = 2;
  numbers.longest_ms = 3 * 3'600'000;
  numbers.longest_employee = "李娜";
  return numbers;
}

}  // namespace

TEST_CASE("a daily report has totals, who waits, and each department with its most and fewest") {
  const DailyText text = MakeDailyText(Sample(), {.markdown = true, .most_bytes = 4'000});
  CHECK(text.title == "## 业绩日报 2026-11-22（截至 18:30）");
  CHECK(text.body ==
        "消息：发出 55，收到 40；联系客户 14\n"
        "电话：呼出 0（接通 0），接听 0，未接 0；通话 1 小时 5 分\n"
        "首次回复：10，一半不超过 5 分，九成不超过 5 分\n"
        "客户：新增 3，流失 1；员工删除 0，被客户删除 0\n"
        "等待回复超过 2 小时的客户：2，最久 3 小时（李娜）\n"
        "**各部门**\n"
        "> 华南一部：发出 40，新增 0，流失 0；联系客户最多 王芳 2\n"
        "> 华东一部：发出 15，新增 0，流失 0；联系客户最多 李娜 9，最少 张伟 4");
}

TEST_CASE("a daily report in English and as plain text has no markup") {
  const DailyText text = MakeDailyText(Sample(), {.english = true});
  CHECK(text.title == "Daily report 2026-11-22 (until 18:30)");
  CHECK(text.body.find("Waiting for more than 2 h: 2, the longest 3 h (李娜)") != std::string::npos);
  CHECK(text.body.find('>') == std::string::npos);
  CHECK(text.body.find('*') == std::string::npos);
}

TEST_CASE("more departments than fit are counted, and the report stays within its bytes") {
  DailyNumbers numbers = Sample();
  for (int i = 0; i < 200; ++i) {
    storage::ActivityRow row = numbers.employees.rows[0];
    row.employee->department = "部门" + std::to_string(i);
    numbers.employees.rows.push_back(row);
  }
  const DailyText text = MakeDailyText(numbers, {.markdown = true, .most_bytes = 2'000});
  CHECK(text.title.size() + 1 + text.body.size() <= 2'000);
  CHECK(text.body.size() > 1'700);
  CHECK(text.body.find("另有部门 ") != std::string::npos);
}

}  // namespace custos::server::report
