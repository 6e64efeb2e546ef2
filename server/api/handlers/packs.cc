// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/api/present_packs.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kPackBody = 10 << 20;

json PresentVersion(const Call& call, const storage::PackVersion& version) {
  return Present(version, call.deps.packs.MovesOf(version, call.user.id));
}

http::Response VersionResponse(const Call& call, int status, const storage::PackVersion& version) {
  auto response = JsonResponse(status, PresentVersion(call, version));
  response.SetHeader("ETag", TagOf(version.revision));
  return response;
}

http::Response ListPackVersions(const Call& call) {
  QueryReader query(call.request);
  std::vector<storage::PackState> states;
  for (const auto& name : query.List("state")) {
    const auto state = storage::ParsePackState(name);
    if (!state) query.Fail("state");
    states.push_back(state.value_or(storage::PackState::kDraft));
  }
  const auto cursor = query.Cursor();
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.packs.store().List(states, cursor, limit);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& version : page->items) items.push_back(PresentVersion(call, version));
  return JsonResponse(200, {{"items", std::move(items)},
                            {"next_cursor", TextOrNull(page->next_cursor)},
                            {"by_directory", call.deps.packs.by_directory()}});
}

http::Response CreatePackDraft(const Call& call) {
  Body body(call.request, {"from", "note"});
  const auto from = ReadId(body, "from");
  const auto note = body.Text("note", 0, 2000, false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("pack.draft", std::to_string(from.value_or(0)))) return *refused;
  const auto made = call.deps.packs.Draft(ActorOf(call), from.value_or(0), {}, note.value_or(""));
  if (!made) return PackError(made.error());
  return VersionResponse(call, 201, *made);
}

http::Response GetPackVersion(const Call& call) {
  const auto id = call.path.U64("id");
  const auto version = call.deps.packs.store().Get(id);
  if (!version) return PackError(version.error());
  const auto history = call.deps.packs.store().History(id);
  if (!history) return PackError(history.error());
  json detail = PresentVersion(call, *version);
  detail["history"] = json::array();
  for (const auto& event : *history) detail["history"].push_back(Present(event));
  auto response = JsonResponse(200, detail);
  response.SetHeader("ETag", TagOf(version->revision));
  return response;
}

http::Response DeletePackDraft(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("pack.delete", std::to_string(id))) return *refused;
  if (const auto status = call.deps.packs.store().Delete(id); !status) return PackError(status.error());
  return http::Response::Empty(204);
}

http::Response GetPackFiles(const Call& call) {
  const auto id = call.path.U64("id");
  const auto version = call.deps.packs.store().Get(id);
  if (!version) return PackError(version.error());
  const auto files = call.deps.packs.store().Files(id);
  if (!files) return PackError(files.error());
  json items = json::array();
  for (const auto& [path, text] : *files) items.push_back({{"path", path}, {"text", text}});
  auto response = JsonResponse(200, {{"revision", version->revision}, {"items", std::move(items)}});
  response.SetHeader("ETag", TagOf(version->revision));
  return response;
}

http::Response SavePackFiles(const Call& call) {
  const auto id = call.path.U64("id");
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"files"});
  const auto changes = ReadFileChanges(body, "files", true);
  if (body.problem) return *body.problem;
  json paths = json::array();
  for (const auto& [path, text] : changes) paths.push_back(path);
  if (auto refused = call.Record("pack.save", std::to_string(id), {{"files", paths}})) return *refused;
  const auto saved = call.deps.packs.Save(ActorOf(call), id, precondition.version, changes);
  if (!saved) return PackError(saved.error());
  const auto files = call.deps.packs.store().Files(id);
  if (!files) return PackError(files.error());
  auto response = JsonResponse(
      200, {{"version", PresentVersion(call, *saved)}, {"validation", Present(*call.deps.packs.Validate(*files))}});
  response.SetHeader("ETag", TagOf(saved->revision));
  return response;
}

http::Response ValidatePack(const Call& call) {
  Body body(call.request, {"files"});
  const auto changes = ReadFileChanges(body, "files", true);
  if (body.problem) return *body.problem;
  const auto files = call.deps.packs.Overlay(call.path.U64("id"), changes);
  if (!files) return PackError(files.error());
  return JsonResponse(200, Present(*call.deps.packs.Validate(*files)));
}

http::Response DiffPackVersions(const Call& call) {
  const auto id = call.path.U64("id");
  QueryReader query(call.request);
  auto base = query.Id("base");
  if (auto problem = query.Problem()) return *problem;
  if (base == 0) base = call.deps.packs.version_in_force();
  const auto before = call.deps.packs.store().Files(base);
  if (!before) return PackError(before.error());
  const auto after = call.deps.packs.store().Files(id);
  if (!after) return PackError(after.error());
  const auto diff = studio::Diff(*before, *after);
  json files = json::array();
  for (const auto& file : diff.files) files.push_back(Present(file));
  json rules = json::array();
  const auto old_pack = diff.rules.empty() ? nullptr : call.deps.packs.Validate(*before);
  const auto new_pack = diff.rules.empty() ? nullptr : call.deps.packs.Validate(*after);
  for (const auto& rule : diff.rules) {
    const rules::RuleInfo* info = new_pack->valid() ? new_pack->rules->Find(rule.rule_id) : nullptr;
    if (info == nullptr && old_pack->valid()) info = old_pack->rules->Find(rule.rule_id);
    const rules::Bilingual title = info != nullptr ? info->title : rules::Bilingual{rule.rule_id, rule.rule_id};
    rules.push_back(
        {{"rule_id", rule.rule_id}, {"title", Present(title)}, {"change", ToString(rule.change)}, {"file", rule.file}});
  }
  return JsonResponse(200, {{"base", std::to_string(base)},
                            {"version", std::to_string(id)},
                            {"files", std::move(files)},
                            {"rules", std::move(rules)}});
}

http::Response MovePackVersion(const Call& call) {
  const auto id = call.path.U64("id");
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"to", "note"});
  const auto name = body.Text("to", 1, 20, true);
  const auto parsed = storage::ParsePackState(name.value_or(""));
  if (!parsed) body.Fail("to");
  const auto to = parsed.value_or(storage::PackState::kDraft);
  const auto note = body.Text("note", 0, 2000, false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("pack.move", std::to_string(id), {{"to", ToString(to)}})) return *refused;
  const auto moved = call.deps.packs.Move(ActorOf(call), id, precondition.version, to, note.value_or(""));
  if (!moved) return PackError(moved.error());
  return VersionResponse(call, 200, *moved);
}

http::Response ListJudgements(const Call& call) {
  QueryReader query(call.request);
  const auto before = query.Id("cursor");
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.history.Judgements(before, limit);
  if (!page) return FromError(page.error());
  const auto versions = call.deps.packs.store().List({}, "", 200);
  if (!versions) return FromError(versions.error());
  json items = json::array();
  for (const auto& range : page->items) {
    const storage::PackVersion* known = nullptr;
    for (const auto& version : versions->items) {
      if (version.facts.digest == range.pack && version.published_at != 0) known = &version;
    }
    items.push_back({{"first", std::to_string(range.first)},
                     {"end", std::to_string(range.end)},
                     {"pack", HexEncode(AsBytes(range.pack))},
                     {"version_id", known != nullptr ? json(std::to_string(known->id)) : json(nullptr)},
                     {"name", known != nullptr ? known->facts.name : ""},
                     {"version", known != nullptr ? known->facts.version : ""},
                     {"judgements", range.judgements},
                     {"alerts", range.alerts},
                     {"from", FormatTime(range.from)},
                     {"until", FormatTime(range.until)},
                     {"results", HexEncode(AsBytes(range.results))}});
  }
  return JsonResponse(
      200, {{"items", std::move(items)},
            {"next_cursor", page->next_before == 0 ? json(nullptr) : json(std::to_string(page->next_before))}});
}

}  // namespace

void AddPackHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/rules/versions", "listPackVersions", ListPackVersions);
  gate.Add(http::Method::kPost, "/rules/versions", "createPackDraft", CreatePackDraft);
  gate.Add(http::Method::kGet, "/rules/versions/{id:u64}", "getPackVersion", GetPackVersion);
  gate.Add(http::Method::kDelete, "/rules/versions/{id:u64}", "deletePackDraft", DeletePackDraft);
  gate.Add(http::Method::kGet, "/rules/versions/{id:u64}/files", "getPackFiles", GetPackFiles);
  gate.Add(http::Method::kPatch, "/rules/versions/{id:u64}/files", "savePackFiles", SavePackFiles, kPackBody);
  gate.Add(http::Method::kPost, "/rules/versions/{id:u64}/validation", "validatePack", ValidatePack, kPackBody);
  gate.Add(http::Method::kGet, "/rules/versions/{id:u64}/diff", "diffPackVersions", DiffPackVersions);
  gate.Add(http::Method::kPost, "/rules/versions/{id:u64}/transitions", "movePackVersion", MovePackVersion);
  gate.Add(http::Method::kGet, "/rules/judgements", "listJudgements", ListJudgements);
}

}  // namespace custos::server::api
