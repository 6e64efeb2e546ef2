// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "source.not_found";

json Present(const storage::PushSource& source) {
  return {{"source", source.name},
          {"kind", source.kind},
          {"title", source.title},
          {"directory", source.directory},
          {"token_prefix", source.token_prefix},
          {"enabled", source.enabled},
          {"created_at", FormatTime(source.created_at)},
          {"last_seen_at", TimeOrNull(source.last_seen_at)}};
}

http::Response ListPushSources(const Call& call) {
  const auto sources = call.deps.push_sources.List();
  if (!sources) return FromError(sources.error());
  json items = json::array();
  for (const auto& source : *sources) items.push_back(Present(source));
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response CreatePushSource(const Call& call) {
  Body body(call.request, {"name", "title", "directory"});
  const auto name = body.Text("name", 1, 64, true);
  const auto title = body.Text("title", 0, 100, false);
  const auto directory = body.Text("directory", 0, 200, false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("source.create", *name)) return *refused;
  const auto made = call.deps.push_sources.Create(*name, title.value_or(""), directory.value_or(""));
  if (!made) return FromError(made.error());
  const auto secret = call.deps.push_sources.RenewToken(made->name);
  if (!secret) return FromError(secret.error(), kNotFound);
  return JsonResponse(201, {{"source", made->name}, {"secret", *secret}});
}

http::Response RenewSourceToken(const Call& call) {
  const std::string& source = call.path.Text("source");
  if (auto refused = call.Record("source.token", source)) return *refused;
  const auto secret = call.deps.push_sources.RenewToken(source);
  if (!secret) return FromError(secret.error(), kNotFound);
  return JsonResponse(201, {{"source", source}, {"secret", *secret}});
}

http::Response UpdatePushSource(const Call& call) {
  const std::string& source = call.path.Text("source");
  Body body(call.request, {"enabled"});
  const auto enabled = body.Flag("enabled");
  if (!enabled) body.Fail("enabled");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("source.update", source, {{"enabled", *enabled}})) return *refused;
  const auto set = call.deps.push_sources.SetEnabled(source, *enabled);
  return set ? http::Response::Empty(204) : FromError(set.error(), kNotFound);
}

}  // namespace

void AddPushSourceHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/push-sources", "listPushSources", ListPushSources);
  gate.Add(http::Method::kPost, "/push-sources", "createPushSource", CreatePushSource);
  gate.Add(http::Method::kPost, "/push-sources/{source:word}/token", "renewSourceToken", RenewSourceToken);
  gate.Add(http::Method::kPatch, "/push-sources/{source:word}", "updatePushSource", UpdatePushSource);
}

}  // namespace custos::server::api
