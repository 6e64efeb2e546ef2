// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

http::Response GetStatus(const Call& call) {
  const auto status = call.deps.status.Read();
  if (!status) return FromError(status.error());
  const auto& settings = call.deps.settings;
  auto body = Present(*status, call.deps.verify.Progress(), settings.archive_id);
  const TimeMs uptime_ms = std::max<TimeMs>(call.deps.clock.Now() - status->started_at, 0);
  body["server"] = {
      {"version", settings.version}, {"started_at", FormatTime(status->started_at)}, {"uptime_s", uptime_ms / 1000}};
  return JsonResponse(200, body);
}

}  // namespace

void AddStatusHandlers(Gate& gate) { gate.Add(http::Method::kGet, "/status", "getStatus", GetStatus); }

}  // namespace custos::server::api
