// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/handlers/price_input.h"
#include "server/api/json_text.h"
#include "server/api/media_type.h"
#include "server/api/present_desk.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "script.not_found";
constexpr char kFolderNotFound[] = "script_folder.not_found";
constexpr std::size_t kLargestFile = std::size_t{20} << 20;  // what WeCom takes
constexpr std::size_t kLargestImage = std::size_t{10} << 20;
constexpr std::size_t kMostTags = 20;
constexpr std::array<std::string_view, 8> kTypes{"image/png", "image/jpeg",      "image/gif",       "image/webp",
                                                 "image/bmp", "application/pdf", "application/zip", "video/mp4"};

/// An id as JSON has it, a text of digits; null stands for none.
std::optional<std::uint64_t> IdOf(Body& body, const char* name) {
  const json* member = body.Find(name);
  if (member == nullptr) return std::nullopt;
  if (member->is_null()) return 0;
  const std::string text = member->is_string() ? member->get<std::string>() : std::string();
  const bool digits = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits) body.Fail(name);
  return digits ? std::stoull(text) : 0;
}

std::optional<std::int32_t> PositionOf(Body& body) {
  const json* member = body.Find("position");
  if (member == nullptr) return std::nullopt;
  const bool fits = member->is_number_integer() && *member >= 0 && *member <= 1'000'000;
  if (!fits) body.Fail("position");
  return fits ? member->get<std::int32_t>() : 0;
}

std::optional<std::vector<std::string>> TagsOf(Body& body) {
  const json* member = body.Find("tags");
  if (member == nullptr) return std::nullopt;
  std::vector<std::string> tags;
  if (!member->is_array() || member->size() > kMostTags) {
    body.Fail("tags");
    return std::nullopt;
  }
  for (const json& tag : *member) {
    const std::string text = tag.is_string() ? tag.get<std::string>() : std::string();
    const bool fits = !text.empty() && text.size() <= 160 && text.find_first_of(std::string("\n\0", 2)) == text.npos;
    if (!fits) body.Fail("tags");
    if (std::find(tags.begin(), tags.end(), text) == tags.end()) tags.push_back(text);
  }
  return tags;
}

http::Response Folders(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto folders = call.deps.scripts.Folders();
  if (!folders) return FromError(folders.error());
  json items = json::array();
  for (const storage::ScriptFolder& folder : *folders) items.push_back(Present(folder));
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response SaveFolder(const Call& call, std::uint64_t id, storage::ScriptFolder folder, int status) {
  Body body(call.request, {"title", "parent_id", "position"});
  folder.id = id;
  folder.title = body.Text("title", 1, 60, id == 0).value_or(folder.title);
  folder.parent = IdOf(body, "parent_id").value_or(folder.parent);
  folder.position = PositionOf(body).value_or(folder.position);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("script_folder.save", id == 0 ? "" : std::to_string(id))) return *refused;
  const auto saved = call.deps.scripts.SaveFolder(folder);
  return saved ? JsonResponse(status, Present(*saved)) : FromError(saved.error(), kFolderNotFound);
}

http::Response CreateFolder(const Call& call) { return SaveFolder(call, 0, {}, 201); }

http::Response ChangeFolder(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  const auto folders = call.deps.scripts.Folders();
  if (!folders) return FromError(folders.error());
  const auto old = std::find_if(folders->begin(), folders->end(), [&](const auto& folder) { return folder.id == id; });
  return old == folders->end() ? http::Problem(404, kFolderNotFound) : SaveFolder(call, id, *old, 200);
}

http::Response RemoveFolder(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("script_folder.remove", std::to_string(id))) return *refused;
  const Status removed = call.deps.scripts.RemoveFolder(id);
  return removed ? http::Response::Empty(204) : FromError(removed.error(), kFolderNotFound);
}

bool Edits(const Call& call) { return call.user.role != storage::UserRole::kRep; }

std::int64_t Today(const Call& call) {
  return report::DayAt(call.deps.clock.Now(), call.deps.checkpoints.ZoneMinutes());
}

http::Response ListScripts(const Call& call) {
  QueryReader query(call.request);
  storage::ScriptQuery wanted;
  wanted.text = query.Text("q", 100);
  if (const std::uint64_t folder = query.Id("folder_id"); folder != 0) wanted.folder = folder;
  wanted.tag = query.Text("tag", 40);
  wanted.inactive = query.Flag("inactive").value_or(false) && Edits(call);
  wanted.kind = query.Word<storage::ScriptKind>("kind", storage::ParseScriptKind);
  if (!Edits(call)) wanted.valid_on = Today(call);
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.scripts.List(wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const storage::Script& script : page->items) items.push_back(Present(script));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response WithTag(int status, const Result<storage::Script>& script) {
  if (!script) {
    const bool folder = script.error().code == kFolderNotFound;
    return FromError(script.error(), folder ? kFolderNotFound : kNotFound);
  }
  auto response = JsonResponse(status, Present(*script));
  response.SetHeader("ETag", TagOf(script->version));
  return response;
}

/// The script, unless it is switched off or out of its time and the reader no editor.
Result<storage::Script> Visible(const Call& call) {
  auto script = call.deps.scripts.Get(call.path.U64("id"));
  if (!script || Edits(call)) return script;
  const storage::ScriptContent& content = script->content;
  const std::int64_t today = Today(call);
  const bool holds = content.valid_from <= today && (content.valid_until == 0 || content.valid_until >= today);
  if (!content.active || !holds) return Error{ErrorKind::kNotFound, kNotFound, ""};
  return script;
}

http::Response GetScript(const Call& call) { return WithTag(200, Visible(call)); }

storage::ScriptContent ReadContent(Body& body, storage::ScriptContent content, bool whole) {
  content.folder = IdOf(body, "folder_id").value_or(content.folder);
  content.title = body.Text("title", 1, 100, whole).value_or(content.title);
  content.text = body.Text("text", 0, 4000, whole).value_or(content.text);
  content.tags = TagsOf(body).value_or(content.tags);
  content.position = PositionOf(body).value_or(content.position);
  content.active = body.Flag("active").value_or(content.active);
  ReadPriceMembers(body, content);
  return content;
}

const std::vector<std::string> kMembers{"folder_id", "title", "text",       "tags",        "position",
                                        "active",    "kind",  "valid_from", "valid_until", "rows"};

http::Response CreateScript(const Call& call) {
  Body body(call.request, kMembers);
  const storage::ScriptContent content = ReadContent(body, {}, true);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("script.create", "")) return *refused;
  return WithTag(201, call.deps.scripts.Create(content, call.user.display_name));
}

http::Response ChangeScript(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, kMembers);
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  const auto script = call.deps.scripts.Get(id);
  if (!script) return FromError(script.error(), kNotFound);
  const storage::ScriptContent content = ReadContent(body, script->content, false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("script.change", std::to_string(id))) return *refused;
  return WithTag(200, call.deps.scripts.Change(id, precondition.version, content, call.user.display_name));
}

/// Keeps the body in the media store.
Result<Digest> Keep(storage::MediaStore& media, const std::string& bytes) {
  auto upload = media.Create();
  if (!upload) return upload.error();
  if (const Status written = (*upload)->Write(bytes); !written) return written.error();
  return (*upload)->Commit();
}

http::Response PutScriptFile(const Call& call) {
  QueryReader query(call.request);
  const std::string name = query.Text("name", 200);
  if (name.empty() || name.find_first_of("/\\\"\r\n") != std::string::npos) query.Fail("name");
  if (auto problem = query.Problem()) return *problem;
  const std::string& bytes = call.request.body;
  const std::string type = GuessMediaType(std::string_view(bytes).substr(0, 16));
  if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) return http::Problem(415, "script.file_type");
  if (type.starts_with("image/") && bytes.size() > kLargestImage) return http::Problem(413, "script.file_size");
  const std::uint64_t id = call.path.U64("id");
  if (const auto there = call.deps.scripts.Get(id); !there) return FromError(there.error(), kNotFound);
  if (auto refused = call.Record("script.file", std::to_string(id))) return *refused;
  const auto content = Keep(call.deps.media, bytes);
  if (!content) return FromError(content.error());
  return WithTag(200, call.deps.scripts.SetFile(id, storage::ScriptFile{*content, name, type, bytes.size()},
                                                call.user.display_name));
}

http::Response RemoveScriptFile(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("script.file", std::to_string(id))) return *refused;
  return WithTag(200, call.deps.scripts.SetFile(id, std::nullopt, call.user.display_name));
}

http::Response GetScriptFile(const Call& call) {
  const auto script = Visible(call);
  if (!script) return FromError(script.error(), kNotFound);
  if (!script->file) return http::Problem(404, "media.not_found");
  http::Response response;
  response.bytes = std::make_shared<http::ByteSource>();
  response.bytes->length = script->file->size;
  response.bytes->read = [&media = call.deps.media, content = script->file->content](std::uint64_t offset,
                                                                                     std::size_t max) {
    auto piece = media.Read(content, offset, max);
    return piece ? std::move(*piece) : std::string();
  };
  response.SetHeader("Content-Type", script->file->type);
  response.SetHeader("Content-Disposition", ContentDisposition(script->file->type, script->file->name));
  response.SetHeader("Cache-Control", "private, no-cache");
  return response;
}

http::Response ListVersions(const Call& call) {
  const auto script = call.deps.scripts.Get(call.path.U64("id"));
  if (!script) return FromError(script.error(), kNotFound);
  const auto past = call.deps.scripts.Past(script->id);
  if (!past) return FromError(past.error(), kNotFound);
  json items = json::array();
  items.push_back(Present(
      storage::ScriptState{script->version, script->changed_at, script->changed_by, script->content, script->file}));
  for (const storage::ScriptState& state : *past) items.push_back(Present(state));
  return JsonResponse(200, {{"items", std::move(items)}});
}

/// Makes sure that the platform has the file, for the page that sends it.
http::Response PreparePlatformFile(const Call& call) {
  const auto script = Visible(call);
  if (!script) return FromError(script.error(), kNotFound);
  if (!script->file) return http::Problem(404, "media.not_found");
  const auto file = call.deps.platform_files.Prepare(*script->file);
  if (file) {
    return JsonResponse(200, {{"kind", file->kind}, {"media_id", file->media_id}, {"until", FormatTime(file->until)}});
  }
  const Error& error = file.error();
  if (error.code == "script.file_size") return http::Problem(413, error.code);
  if (error.code == "wecom.no_desk") return http::Problem(404, error.code);
  if (error.code.starts_with("wecom.")) return http::Problem(503, "wecom.upload", {{"reason", error.code}});
  return FromError(error, "media.not_found");
}

http::Response CountUse(const Call& call) {
  Body body(call.request, {"as"});
  const auto use = storage::ParseScriptUse(body.Text("as", 1, 10, true).value_or(""));
  if (!use) body.Fail("as");
  if (body.problem) return *body.problem;
  const Status counted = call.deps.scripts.CountUse(call.path.U64("id"), *use);
  return counted ? http::Response::Empty(204) : FromError(counted.error(), kNotFound);
}

}  // namespace

void AddScriptHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/scripts/folders", "listScriptFolders", Folders);
  gate.Add(http::Method::kPost, "/scripts/folders", "createScriptFolder", CreateFolder);
  gate.Add(http::Method::kPatch, "/scripts/folders/{id:u64}", "changeScriptFolder", ChangeFolder);
  gate.Add(http::Method::kDelete, "/scripts/folders/{id:u64}", "removeScriptFolder", RemoveFolder);
  gate.Add(http::Method::kGet, "/scripts", "listScripts", ListScripts);
  gate.Add(http::Method::kPost, "/scripts", "createScript", CreateScript);
  gate.Add(http::Method::kGet, "/scripts/{id:u64}", "getScript", GetScript);
  gate.Add(http::Method::kPatch, "/scripts/{id:u64}", "changeScript", ChangeScript);
  gate.Add(http::Method::kPut, "/scripts/{id:u64}/file", "putScriptFile", PutScriptFile, kLargestFile);
  gate.Add(http::Method::kGet, "/scripts/{id:u64}/file", "getScriptFile", GetScriptFile);
  gate.Add(http::Method::kDelete, "/scripts/{id:u64}/file", "removeScriptFile", RemoveScriptFile);
  gate.Add(http::Method::kGet, "/scripts/{id:u64}/versions", "listScriptVersions", ListVersions);
  gate.Add(http::Method::kPost, "/scripts/{id:u64}/platform-file", "preparePlatformFile", PreparePlatformFile);
  gate.Add(http::Method::kPost, "/scripts/{id:u64}/uses", "countScriptUse", CountUse);
}

}  // namespace custos::server::api
