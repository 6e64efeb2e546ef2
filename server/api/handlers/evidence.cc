// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

http::Response StartVerify(const Call& call) {
  if (auto refused = call.Record("evidence.verify", "")) return *refused;
  const auto state = call.deps.verify.Start();
  if (!state) return FromError(state.error());
  return JsonResponse(202, {{"state", *state}});
}

http::Response GetCheckpoint(const Call& call) {
  const auto checkpoint = call.deps.status.NewestCheckpoint();
  if (!checkpoint) return FromError(checkpoint.error());
  if (!checkpoint->has_value()) return http::Problem(404, "evidence.no_checkpoint");
  return http::Response::Text(200, (*checkpoint)->note);
}

}  // namespace

void AddEvidenceHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/evidence/verify", "startVerify", StartVerify);
  gate.Add(http::Method::kGet, "/evidence/checkpoint", "getCheckpoint", GetCheckpoint);
}

}  // namespace custos::server::api
