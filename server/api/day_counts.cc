// SPDX-License-Identifier: Apache-2.0
#include "server/api/day_counts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/call.h"
#include "server/api/json_text.h"
#include "server/api/present_activity.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr TimeMs kDay = 86'400'000;

}  // namespace

Result<json> DeskDayOf(const Call& call, std::int64_t day) {
  const TimeMs now = call.deps.clock.Now();
  const TimeMs from = report::StartOf(day, call.deps.checkpoints.ZoneMinutes());
  const TimeMs until = from + kDay;
  const auto counts = call.deps.follow_ups.Count(call.user.id, from, until);
  if (!counts) return counts.error();
  storage::FollowUpQuery wanted;
  wanted.user_id = call.user.id;
  wanted.limit = 1;
  wanted.until = std::min(now, until);
  const auto overdue = call.deps.follow_ups.Due(call.scope, wanted);
  if (!overdue) return overdue.error();
  std::uint64_t due = 0;
  if (now < until) {
    wanted.from = now;
    wanted.until = until;
    const auto open = call.deps.follow_ups.Due(call.scope, wanted);
    if (!open) return open.error();
    due = open->total;
  }
  json notes;
  using storage::NoteKind;
  for (const NoteKind kind : {NoteKind::kNote, NoteKind::kCall, NoteKind::kVisit, NoteKind::kOther}) {
    const auto found = counts->written.find(kind);
    notes[std::string(ToString(kind))] = found == counts->written.end() ? 0 : found->second;
  }
  return json{{"from", FormatTime(from)},       {"until", FormatTime(until)},       {"notes", std::move(notes)},
              {"customers", counts->customers}, {"steps_done", counts->steps_done}, {"steps_due", due},
              {"steps_overdue", overdue->total}};
}

Result<json> DayCountsOf(const Call& call, std::int64_t day) {
  auto desk = DeskDayOf(call, day);
  if (!desk) return desk.error();
  json counts{{"desk", std::move(*desk)}, {"activity", nullptr}};
  if (call.scope.kind != storage::Scope::Kind::kOwn) return counts;
  storage::ActivityQuery wanted;
  wanted.by = storage::ActivityBy::kDay;
  wanted.from_day = wanted.until_day = day;
  const auto report = call.deps.activity.Report(call.scope, wanted);
  if (!report) return report.error();
  counts["activity"] = Present(report->total);
  return counts;
}

}  // namespace custos::server::api
