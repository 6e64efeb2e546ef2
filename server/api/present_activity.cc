// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_activity.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

/// Replies that took at most so many seconds; `seconds` is one of the bounds.
std::uint64_t Within(const storage::ReplyBuckets& buckets, std::int64_t seconds) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < storage::kReplyBounds.size() && storage::kReplyBounds[i] <= seconds; ++i) {
    count += buckets[i];
  }
  return count;
}

json Ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? json() : json(static_cast<double>(part) / static_cast<double>(whole));
}

json BoundOrNull(const std::optional<std::int64_t>& bound) { return bound ? json(*bound) : json(); }

}  // namespace

json Present(const storage::ActivityCounts& counts) {
  const std::uint64_t in_5m = Within(counts.reply_times, 300);
  const std::uint64_t in_1h = Within(counts.reply_times, 3'600);
  return {{"messages_out", counts.messages_out},
          {"messages_in", counts.messages_in},
          {"group_out", counts.group_out},
          {"sms_out", counts.sms_out},
          {"sms_in", counts.sms_in},
          {"calls_out", counts.calls_out},
          {"calls_reached", counts.calls_reached},
          {"calls_in", counts.calls_in},
          {"calls_missed", counts.calls_missed},
          {"talk_s", counts.talk_s},
          {"questions", counts.questions},
          {"replies", counts.replies},
          {"replies_5m", in_5m},
          {"replies_1h", in_1h - in_5m},
          {"replies_later", counts.replies - in_1h},
          {"reply_mean_s", Ratio(counts.reply_ms, counts.replies * 1000)},
          {"reply_median_s", BoundOrNull(storage::ReplyQuantile(counts.reply_times, 0.5))},
          {"reply_p90_s", BoundOrNull(storage::ReplyQuantile(counts.reply_times, 0.9))},
          {"added", counts.added},
          {"deleted_by_employee", counts.deleted_by_employee},
          {"deleted_by_customer", counts.deleted_by_customer},
          {"lost", counts.lost},
          {"contacted", counts.contacted},
          {"followed", counts.followed},
          {"served", counts.served},
          {"served_contacted", counts.served_contacted},
          {"follow_up_rate", Ratio(counts.served_contacted, counts.served)},
          {"claimed", counts.claimed},
          {"assigned", counts.assigned},
          {"handed_over", counts.handed_over},
          {"returned", counts.returned},
          {"passed_on", counts.passed_on}};
}

json Present(const storage::ActivityRow& row) {
  json team;
  if (row.team) {
    team = {{"source", row.team->source}, {"id", std::to_string(row.team->id)}, {"name", row.team_name}};
  }
  const bool of_time = !row.employee && !row.team;
  return {{"employee", row.employee ? Present(*row.employee) : json()},
          {"accounts", row.accounts},
          {"team", std::move(team)},
          {"first_day", of_time ? json(report::DayName(row.first_day)) : json()},
          {"counts", Present(row.counts)}};
}

json Present(const storage::OpenQuestion& question, TimeMs now) {
  return {{"conversation_id", question.conversation.Hex()},
          {"message_id", std::to_string(question.message_id)},
          {"since", FormatTime(question.since)},
          {"waiting_s", std::max<TimeMs>(0, now - question.since) / 1000},
          {"employee", Present(question.employee)},
          {"customer", Present(question.customer)},
          {"customer_id", question.record == 0 ? json() : json(std::to_string(question.record))}};
}

}  // namespace custos::server::api
