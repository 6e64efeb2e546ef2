// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/daily_report.h"

#include <cstdio>

#include "server/report/daily_text.h"
#include "server/report/days.h"

namespace custos::app {
namespace {

namespace report = server::report;

constexpr char kSource[] = "report";
constexpr char kNote[] = "day";
constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kPatience = 10 * kMinute;  ///< for what is not counted yet
constexpr TimeMs kOldestWait = 30 * 86'400'000LL;

std::string TimeOfDay(TimeMs since_midnight) {
  char text[16];
  std::snprintf(text, sizeof(text), "%02d:%02d", static_cast<int>(since_midnight / (60 * kMinute)),
                static_cast<int>(since_midnight / kMinute % 60));
  return text;
}

}  // namespace

Status DailyReport::Tick() {
  if (parts_.targets.empty()) return {};
  const TimeMs now = parts_.clock.Now();
  const auto due_at = [&](std::int64_t day) {
    return report::StartOf(day, parts_.zone_minutes) + parts_.settings.at_minutes * kMinute;
  };
  std::int64_t day = report::DayAt(now, parts_.zone_minutes);
  if (now < due_at(day)) --day;
  const Result<std::string> noted = parts_.outbox.Note(kSource, kNote);
  if (!noted) return noted.error();
  const std::string name = report::DayName(day);
  if (*noted >= name) return {};
  // A new archive owes nobody the past.
  if (noted->empty()) return parts_.outbox.SetNote(kSource, kNote, name, now);
  const Result<std::uint64_t> behind = parts_.activity.Behind();
  if (!behind) return behind.error();
  if (*behind > 0 && now < due_at(day) + kPatience) return {};
  if (Status put = Put(day, now); !put) return put;
  return parts_.outbox.SetNote(kSource, kNote, name, now);
}

Status DailyReport::Put(std::int64_t day, TimeMs now) {
  storage::ActivityQuery query;
  query.from_day = query.until_day = day;
  auto made = parts_.activity.Report(storage::Scope::All(), query);
  if (!made) return made.error();
  storage::OpenQuestionQuery waits;
  waits.before = now - TimeMs{parts_.settings.over_hours} * 60 * kMinute;
  waits.after = now - kOldestWait;
  waits.limit = 1;
  const auto waiting = parts_.activity.OpenQuestions(storage::Scope::All(), waits);
  if (!waiting) return waiting.error();
  report::DailyNumbers numbers;
  numbers.day = day;
  const TimeMs since_midnight = now - report::StartOf(day, parts_.zone_minutes);
  numbers.until = since_midnight < 86'400'000 ? TimeOfDay(since_midnight) : "24:00";
  numbers.employees = std::move(*made);
  numbers.waiting = waiting->total;
  numbers.over_hours = parts_.settings.over_hours;
  if (!waiting->items.empty()) {
    numbers.longest_ms = now - waiting->items.front().since;
    numbers.longest_employee = waiting->items.front().employee.name;
  }
  std::vector<storage::OutboxItem> items;
  for (const Target& target : parts_.targets) {
    const report::DailyText text = report::MakeDailyText(
        numbers, {.english = parts_.settings.english, .markdown = target.markdown, .most_bytes = target.most_bytes});
    storage::OutboxItem& item = items.emplace_back();
    item.channel = target.channel;
    item.subject = "report:" + report::DayName(day);
    item.title = text.title;
    item.body = text.body;
    item.created_at = now;
  }
  return parts_.outbox.Put(items);
}

}  // namespace custos::app
