// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/day_counts.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kLooksBack = 90 * kDay;

http::Response GetDay(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const std::int64_t today = report::DayAt(call.deps.clock.Now(), call.deps.checkpoints.ZoneMinutes());
  const auto day = DeskDayOf(call, today);
  return day ? JsonResponse(200, *day) : FromError(day.error());
}

bool IsOwn(const Call& call, const std::string& source, const std::string& id) {
  const auto& own = call.scope.employees;
  return std::any_of(own.begin(), own.end(),
                     [&](const storage::EmployeeRef& one) { return one.source == source && one.id == id; });
}

/// The accounts as the directory has them; those it does not know stay by their id.
Result<json> Accounts(const Call& call) {
  json accounts = json::array();
  if (call.scope.kind != storage::Scope::Kind::kOwn) return accounts;
  const auto known = call.deps.directory.FindEmployees(call.scope, "", 200);
  if (!known) return known.error();
  for (const storage::EmployeeRef& own : call.scope.employees) {
    const auto found = std::find_if(known->begin(), known->end(), [&](const storage::PersonView& one) {
      return one.source == own.source && one.id == own.id;
    });
    accounts.push_back(found != known->end()
                           ? Present(*found)
                           : Present(storage::PersonView{own.source, PartyKind::kStaff, own.id, "", ""}));
  }
  return accounts;
}

Result<json> Devices(const Call& call) {
  const auto all = call.deps.phones.List();
  if (!all) return all.error();
  json devices = json::array();
  for (const storage::Device& device : *all) {
    if (!IsOwn(call, device.employee_source, device.employee_id) || device.revoked_at != 0) continue;
    devices.push_back({{"id", device.id},
                       {"label", device.label},
                       {"model", device.model},
                       {"enrolled_at", TimeOrNull(device.enrolled_at)},
                       {"last_seen_at", TimeOrNull(device.last_seen_at)}});
  }
  return devices;
}

http::Response GetRecord(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const TimeMs since = call.deps.clock.Now() - kLooksBack;
  const auto recorded = call.deps.transparency.Recorded(call.scope);
  if (!recorded) return FromError(recorded.error());
  const auto looks = call.deps.transparency.Looks(call.scope, call.user.id, since);
  if (!looks) return FromError(looks.error());
  auto accounts = Accounts(call);
  if (!accounts) return FromError(accounts.error());
  auto devices = Devices(call);
  if (!devices) return FromError(devices.error());
  json sources = json::array(), looked = json::array();
  for (const storage::RecordedSource& source : *recorded) {
    sources.push_back({{"source", source.source},
                       {"conversations", source.conversations},
                       {"messages", source.messages},
                       {"first_at", FormatTime(source.first_at)},
                       {"last_at", FormatTime(source.last_at)}});
  }
  for (const storage::LookCount& look : *looks) {
    const bool alert = look.what == storage::LookCount::What::kAlert;
    looked.push_back({{"what", alert ? "alert" : "conversation"},
                      {"times", look.times},
                      {"people", look.people},
                      {"last_at", FormatTime(look.last_at)}});
  }
  return JsonResponse(200, {{"accounts", std::move(*accounts)},
                            {"sources", std::move(sources)},
                            {"devices", std::move(*devices)},
                            {"looks", std::move(looked)},
                            {"looks_since", FormatTime(since)},
                            {"raw_retention_days", call.deps.settings.raw_retention_days}});
}

}  // namespace

void AddDeskHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/desk/day", "getDeskDay", GetDay);
  gate.Add(http::Method::kGet, "/desk/record", "getRecordOfMe", GetRecord);
}

}  // namespace custos::server::api
