// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/day_counts.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "day_report.not_found";
constexpr std::size_t kLongest = 8'000;
constexpr std::int64_t kLatest = 7;  ///< days after which nothing of a day is handed in any more
constexpr std::size_t kMostMissing = 500;

std::int64_t Today(const Call& call) {
  return report::DayAt(call.deps.clock.Now(), call.deps.checkpoints.ZoneMinutes());
}

std::int64_t DayOf(const Call& call, QueryReader& query) {
  const std::string name = query.Text("day", 10);
  if (name.empty()) return Today(call);
  const auto day = report::ParseDay(name);
  if (!day) query.Fail("day");
  return day.value_or(0);
}

std::string Id(std::uint64_t id) { return std::to_string(id); }

json People(const std::vector<storage::PersonView>& employees) {
  json people = json::array();
  for (const storage::PersonView& one : employees) people.push_back(Present(one));
  return people;
}

json Present(const storage::DayReportState& state) {
  const json counts = json::parse(state.counts, nullptr, false);
  return {{"version", state.version},
          {"at", FormatTime(state.at)},
          {"text", state.text},
          {"counts", counts.is_object() ? counts : json()}};
}

/// For `reader`, who has read it or not.
json Present(const storage::DayReport& report, std::uint64_t reader) {
  json past = json::array(), readers = json::array();
  for (const storage::DayReportState& state : report.past) past.push_back(Present(state));
  std::uint64_t read = 0;
  for (const storage::DayReportReader& one : report.readers) {
    readers.push_back({{"name", one.user_name}, {"version", one.version}, {"at", FormatTime(one.at)}});
    if (one.user_id == reader) read = one.version;
  }
  json value = Present(report.now);
  value.update({{"id", Id(report.id)},
                {"day", report::DayName(report.day)},
                {"user_id", Id(report.user_id)},
                {"user_name", report.user_name},
                {"employees", People(report.employees)},
                {"handed_in_at", FormatTime(report.handed_in_at)},
                {"read", read >= report.now.version},
                {"readers", std::move(readers)},
                {"past", std::move(past)}});
  return value;
}

http::Response ListReports(const Call& call) {
  QueryReader query(call.request);
  storage::DayReportQuery wanted;
  wanted.day = DayOf(call, query);
  wanted.department = query.Department();
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const std::string day = report::DayName(wanted.day);
  if (auto refused = call.Record("day_report.list", day)) return *refused;
  const auto page = call.deps.day_reports.List(call.scope, call.user.id, wanted);
  if (!page) return FromError(page.error());
  const auto silent = call.deps.day_reports.Missing(call.scope, wanted);
  if (!silent) return FromError(silent.error());
  json items = json::array(), missing = json::array();
  for (const storage::DayReport& one : page->items) items.push_back(Present(one, call.user.id));
  for (std::size_t i = 0; i < std::min(silent->size(), kMostMissing); ++i) {
    const storage::MissingReport& one = (*silent)[i];
    missing.push_back(
        {{"user_id", Id(one.user_id)}, {"user_name", one.user_name}, {"employees", People(one.employees)}});
  }
  return JsonResponse(200, {{"day", day},
                            {"items", std::move(items)},
                            {"total", page->total},
                            {"next_cursor", TextOrNull(page->next_cursor)},
                            {"missing", std::move(missing)},
                            {"missing_total", silent->size()}});
}

/// What is counted now; what was counted when the day had ended and is only corrected.
Result<std::string> CountsFor(const Call& call, std::int64_t day) {
  if (day != Today(call)) {
    const auto before = call.deps.day_reports.Own(call.user.id, day);
    if (!before) return before.error();
    if (before->has_value()) return (*before)->now.counts;
  }
  const auto counts = DayCountsOf(call, day);
  if (!counts) return counts.error();
  return ToText(*counts);
}

http::Response HandIn(const Call& call) {
  Body body(call.request, {"day", "text"});
  const std::int64_t today = Today(call);
  const auto name = body.Text("day", 1, 10, false);
  const auto day = name ? report::ParseDay(*name) : std::optional(today);
  if (!day || *day > today || *day < today - kLatest) body.Fail("day");
  const auto text = body.Text("text", 1, kLongest, true);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("day_report.hand_in", report::DayName(*day))) return *refused;
  const auto counts = CountsFor(call, *day);
  if (!counts) return FromError(counts.error());
  storage::DayReportAuthor author{call.user.id, call.user.display_name, {}};
  if (call.scope.kind == storage::Scope::Kind::kOwn) author.employees = call.scope.employees;
  const auto report = call.deps.day_reports.HandIn(author, *day, *text, *counts);
  return report ? JsonResponse(201, Present(*report, call.user.id)) : FromError(report.error());
}

http::Response GetOwn(const Call& call) {
  QueryReader query(call.request);
  const std::int64_t day = DayOf(call, query);
  if (auto problem = query.Problem()) return *problem;
  const auto report = call.deps.day_reports.Own(call.user.id, day);
  if (!report) return FromError(report.error());
  return JsonResponse(
      200, {{"day", report::DayName(day)}, {"report", report->has_value() ? Present(**report, call.user.id) : json()}});
}

http::Response GetReport(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("day_report.get", Id(id))) return *refused;
  const auto report = call.deps.day_reports.Get(call.scope, call.user.id, id);
  return report ? JsonResponse(200, Present(*report, call.user.id)) : FromError(report.error(), kNotFound);
}

http::Response MarkRead(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("day_report.read", Id(id))) return *refused;
  const Status marked = call.deps.day_reports.MarkRead(call.scope, call.user.id, call.user.display_name, id);
  return marked ? http::Response::Empty(204) : FromError(marked.error(), kNotFound);
}

}  // namespace

void AddDayReportHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/day-reports", "listDayReports", ListReports);
  gate.Add(http::Method::kPost, "/day-reports", "handInDayReport", HandIn);
  gate.Add(http::Method::kGet, "/desk/report", "getOwnDayReport", GetOwn);
  gate.Add(http::Method::kGet, "/day-reports/{id:u64}", "getDayReport", GetReport);
  gate.Add(http::Method::kPost, "/day-reports/{id:u64}/read", "readDayReport", MarkRead);
}

}  // namespace custos::server::api
