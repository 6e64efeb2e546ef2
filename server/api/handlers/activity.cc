// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_activity.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/report/activity_sheet.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostDays = 3'660;
constexpr std::int64_t kUsualDays = 7;
constexpr TimeMs kHour = 3'600'000;
constexpr char kSheetType[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Two days and what lies between; today and the six days before it when nothing is said.
storage::ActivityQuery ReadQuery(const Call& call, QueryReader& query) {
  storage::ActivityQuery wanted;
  const auto day = [&](const std::string& name, std::int64_t standard) {
    const std::string text = query.Text(name, 10);
    if (text.empty()) return standard;
    const auto parsed = report::ParseDay(text);
    if (!parsed) query.Fail(name);
    return parsed.value_or(standard);
  };
  wanted.until_day = day("until", report::DayAt(call.deps.clock.Now(), call.deps.checkpoints.ZoneMinutes()));
  wanted.from_day = day("from", wanted.until_day - kUsualDays + 1);
  if (wanted.from_day > wanted.until_day || wanted.until_day - wanted.from_day >= kMostDays) query.Fail("from");
  wanted.by = query.Word<storage::ActivityBy>("by", storage::ParseActivityBy).value_or(storage::ActivityBy::kEmployee);
  wanted.department = query.Department();
  wanted.employee = query.Employee();
  return wanted;
}

json Asked(const storage::ActivityQuery& query) {
  return {{"from", report::DayName(query.from_day)}, {"until", report::DayName(query.until_day)}};
}

http::Response GetActivity(const Call& call) {
  QueryReader query(call.request);
  const storage::ActivityQuery wanted = ReadQuery(call, query);
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("activity.get", "", Asked(wanted))) return *refused;
  const auto made = call.deps.activity.Report(call.scope, wanted);
  if (!made) return FromError(made.error());
  json rows = json::array();
  for (const storage::ActivityRow& row : made->rows) rows.push_back(Present(row));
  json answer = Asked(wanted);
  answer["zone_minutes"] = call.deps.checkpoints.ZoneMinutes();
  answer["rows"] = std::move(rows);
  answer["total"] = Present(made->total);
  return JsonResponse(200, answer);
}

http::Response GetActivitySheet(const Call& call) {
  QueryReader query(call.request);
  const storage::ActivityQuery wanted = ReadQuery(call, query);
  const std::string language = query.Text("language", 10);
  if (!language.empty() && language != "zh-CN" && language != "en") query.Fail("language");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("activity.export", "", Asked(wanted))) return *refused;
  const auto made = call.deps.activity.Report(call.scope, wanted);
  if (!made) return FromError(made.error());
  auto sheet = report::ActivitySheet(
      *made,
      {.by = wanted.by, .from_day = wanted.from_day, .until_day = wanted.until_day, .english = language == "en"});
  if (!sheet) return FromError(sheet.error());
  http::Response response;
  response.body = std::move(*sheet);
  response.SetHeader("Content-Type", kSheetType);
  response.SetHeader("Content-Disposition", "attachment; filename=\"activity-" + report::DayName(wanted.from_day) +
                                                "-" + report::DayName(wanted.until_day) + ".xlsx\"");
  response.SetHeader("Cache-Control", "no-store");
  return response;
}

http::Response ListUnanswered(const Call& call) {
  QueryReader query(call.request);
  const TimeMs now = call.deps.clock.Now();
  storage::OpenQuestionQuery wanted;
  wanted.before = now - static_cast<TimeMs>(query.Number("over_hours", 0, 8'760, 0)) * kHour + 1;
  const std::size_t days = query.Number("within_days", 0, 3'660, 30);
  if (days != 0) wanted.after = now - static_cast<TimeMs>(days) * 24 * kHour;
  wanted.department = query.Department();
  wanted.employee = query.Employee();
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("activity.unanswered", "")) return *refused;
  const auto page = call.deps.activity.OpenQuestions(call.scope, wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const storage::OpenQuestion& question : page->items) items.push_back(Present(question, now));
  return JsonResponse(
      200, {{"items", std::move(items)}, {"total", page->total}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

}  // namespace

void AddActivityHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/activity", "getActivity", GetActivity);
  gate.Add(http::Method::kGet, "/activity.xlsx", "getActivitySheet", GetActivitySheet);
  gate.Add(http::Method::kGet, "/unanswered", "listUnanswered", ListUnanswered);
}

}  // namespace custos::server::api
