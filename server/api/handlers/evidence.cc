// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/present_evidence.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

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

json CursorOf(std::uint64_t next) { return next == 0 ? json(nullptr) : json(std::to_string(next)); }

http::Response ListCheckpoints(const Call& call) {
  QueryReader query(call.request);
  const auto before = query.Id("cursor");
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.evidence.Checkpoints(before, limit);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& checkpoint : page->items) items.push_back(Present(checkpoint));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", CursorOf(page->next_before)}});
}

http::Response MakeCheckpoint(const Call& call) {
  if (auto refused = call.Record("evidence.checkpoint", "")) return *refused;
  const auto note = call.deps.checkpoints.Make();
  if (!note) return FromError(note.error());
  return http::Response::Text(201, *note);
}

http::Response ProveConsistency(const Call& call) {
  QueryReader query(call.request);
  const auto from = query.Id("from");
  const auto to = query.Id("to");
  if (from == 0) query.Fail("from");
  if (auto problem = query.Problem()) return *problem;
  const auto proof = call.deps.evidence.ProveConsistency(from, to);
  if (!proof) return FromError(proof.error(), proof.error().code);
  return http::Response::Text(200, *proof);
}

// Whether this person may read what a leaf holds. Records without content are for everybody who may ask at all.
bool MayRead(const Call& call, const storage::ProofOfLeaf& proof) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return true;
  if (proof.kind == "message") return call.deps.reader.ReadOriginal(call.scope, proof.index).ok();
  if (proof.kind == "alert") return call.deps.alerts.Get(call.scope, proof.index).ok();
  return false;
}

http::Response ProveLeaf(const Call& call) {
  QueryReader query(call.request);
  const auto checkpoint = query.Id("checkpoint");
  const bool wanted = query.Flag("content").value_or(true);
  if (auto problem = query.Problem()) return *problem;
  const std::uint64_t index = call.path.U64("leaf");
  auto proof = call.deps.evidence.ProveLeaf(index, checkpoint, false);
  if (proof && wanted && MayRead(call, *proof)) {
    const json detail = {{"kind", proof->kind}};
    if (auto refused = call.Record("evidence.prove", std::to_string(index), detail)) return *refused;
    proof = call.deps.evidence.ProveLeaf(index, proof->tree_size, true);
    if (!proof && proof.error().code == "evidence.no_checkpoint") {  // the present state, which is not kept
      proof = call.deps.evidence.ProveLeaf(index, checkpoint, true);
    }
  }
  if (!proof) return FromError(proof.error(), proof.error().code);
  return http::Response::Text(200, proof->text);
}

http::Response ListManifests(const Call& call) {
  QueryReader query(call.request);
  storage::ManifestFilter filter;
  filter.source = query.Text("source", 200);
  if (call.request.FindQuery("leaf") != nullptr) filter.leaf = query.Id("leaf");
  filter.before = query.Id("cursor");
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.evidence.Manifests(filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& manifest : page->items) items.push_back(Present(manifest));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", CursorOf(page->next_before)}});
}

http::Response MakeManifests(const Call& call) {
  Body body(call.request, {"to_now"});
  const bool to_now = body.Flag("to_now").value_or(false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("evidence.manifests", "")) return *refused;
  const auto made = call.deps.evidence.MakeManifests(call.deps.checkpoints.ZoneMinutes(), to_now);
  if (!made) return FromError(made.error());
  return JsonResponse(201, {{"made", *made}});
}

http::Response ProveSupervision(const Call& call) {
  QueryReader query(call.request);
  const auto from = query.Id("from");
  const auto to = query.Id("to");
  if (auto problem = query.Problem()) return *problem;
  const auto supervision = call.deps.evidence.Supervise(from, to);
  if (!supervision) return FromError(supervision.error());
  return JsonResponse(200, Present(*supervision));
}

}  // namespace

void AddEvidenceHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/evidence/verify", "startVerify", StartVerify);
  gate.Add(http::Method::kGet, "/evidence/checkpoint", "getCheckpoint", GetCheckpoint);
  gate.Add(http::Method::kGet, "/evidence/checkpoints", "listCheckpoints", ListCheckpoints);
  gate.Add(http::Method::kPost, "/evidence/checkpoints", "makeCheckpoint", MakeCheckpoint);
  gate.Add(http::Method::kGet, "/evidence/consistency", "proveConsistency", ProveConsistency);
  gate.Add(http::Method::kGet, "/evidence/leaves/{leaf:u64}/proof", "proveLeaf", ProveLeaf);
  gate.Add(http::Method::kGet, "/evidence/manifests", "listManifests", ListManifests);
  gate.Add(http::Method::kPost, "/evidence/manifests", "makeManifests", MakeManifests);
  gate.Add(http::Method::kGet, "/evidence/supervision", "proveSupervision", ProveSupervision);
}

}  // namespace custos::server::api
