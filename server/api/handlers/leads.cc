// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kFaultsShown = 200;
constexpr std::size_t kLongestMapping = 200'000;
constexpr const char* kTexts[] = {"name",    "wechat",   "unionid", "company",  "source",
                                  "channel", "campaign", "region",  "interest", "note"};

/// Who sends events may write anything there: only what has the right type is shown.
json TextsOf(const json& detail, const char* name) {
  json texts = json::array();
  const auto found = detail.find(name);
  if (found == detail.end() || !found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text);
  }
  return texts;
}

json Present(const storage::LeadRow& lead) {
  json detail = json::parse(lead.detail, nullptr, false);
  if (!detail.is_object()) detail = json::object();
  json matches = json::array();
  for (const storage::DuplicateMatch& match : lead.matches) {
    matches.push_back({{"kind", match.kind},
                       {"id", match.id},
                       {"name", match.name},
                       {"by", storage::ToString(match.by.kind)},
                       {"value", match.by.value}});
  }
  json fields = json::object();
  if (const auto own = detail.find("fields"); own != detail.end() && own->is_object()) {
    for (const auto& [name, value] : own->items()) {
      if (value.is_string()) fields[name] = value;
    }
  }
  json shown = {{"id", std::to_string(lead.id)},
                {"intake", lead.intake},
                {"key", lead.key},
                {"at", FormatTime(lead.at)},
                {"state", storage::ToString(lead.state)},
                {"phones", TextsOf(detail, "phones")},
                {"unread_phones", TextsOf(detail, "unread_phones")},
                {"emails", TextsOf(detail, "emails")},
                {"fields", std::move(fields)},
                {"matches", std::move(matches)},
                {"customer_id", lead.customer == 0 ? json() : json(std::to_string(lead.customer))}};
  for (const char* name : kTexts) {
    const auto found = detail.find(name);
    shown[name] = found != detail.end() && found->is_string() ? *found : json("");
  }
  return shown;
}

json Present(const storage::ImportJob& job, const std::vector<storage::ImportFault>& faults) {
  const storage::ImportProgress& done = job.progress;
  json lines = json::array();
  for (const storage::ImportFault& fault : faults) lines.push_back({{"line", fault.line}, {"code", fault.code}});
  return {{"id", std::to_string(job.id)},
          {"state", ToString(job.state)},
          {"file_name", job.file_name},
          {"source", job.source},
          {"size", job.size},
          {"done", done.offset},
          {"accepted", done.accepted},
          {"duplicate", done.duplicate},
          {"refused", done.refused},
          {"problem", job.problem},
          {"problem_detail", job.problem_detail},
          {"faults", std::move(lines)}};
}

json Present(const std::string& file, const lead::Preview& preview) {
  json columns = json::array(), rows = json::array();
  for (const lead::PreviewColumn& column : preview.columns) {
    columns.push_back({{"heading", column.heading}, {"member", column.member}});
  }
  for (const lead::PreviewRow& row : preview.rows) {
    rows.push_back(
        {{"line", row.line}, {"cells", row.cells}, {"problem", row.problem.code}, {"pointer", row.problem.pointer}});
  }
  return {{"file", file},       {"columns", std::move(columns)}, {"rows", std::move(rows)}, {"good", preview.good},
          {"bad", preview.bad}, {"whole", preview.whole}};
}

leads::Person PersonOf(const Call& call) { return {.id = call.user.id, .name = call.user.display_name}; }

/// What is wrong with a file or a mapping is for the person who chose it, not for us.
http::Response Refuse(const Error& error, const std::string& not_found_code) {
  if (error.kind == ErrorKind::kInvalid) return http::Problem(400, error.code, {}, error.message);
  return FromError(error, not_found_code);
}

/// A lead belongs to no employee yet: who may see some departments only sees none.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

http::Response ListLeads(const Call& call) {
  QueryReader query(call.request);
  storage::LeadQuery wanted;
  wanted.intake = query.Text("source", 200);
  const std::string state = query.Text("state", 20);
  wanted.who = query.Text("who", 100);
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  wanted.state = storage::ParseLeadState(state);
  if (!state.empty() && !wanted.state) return http::Problem(400, "request.invalid", {{"field", "state"}});
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  if (!wanted.who.empty()) wanted.identities = leads::IdentitiesIn(wanted.who);
  const json looked_for = {{"who", wanted.who}, {"state", state}, {"source", wanted.intake}};
  if (auto refused = call.Record("lead.search", "", looked_for)) return *refused;
  const auto page = call.deps.leads.List(wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const storage::LeadRow& lead : page->items) items.push_back(Present(lead));
  json answer = {{"items", std::move(items)},
                 {"next_cursor", page->next_cursor.empty() ? json() : json(page->next_cursor)}};
  return JsonResponse(200, answer);
}

http::Response CountLeads(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const auto counts = call.deps.leads.Count();
  if (!counts) return FromError(counts.error());
  json answer = {{"arrived", 0}, {"new", 0}, {"duplicate", 0}};
  for (const auto& [state, count] : *counts) answer[std::string(storage::ToString(state))] = count;
  return JsonResponse(200, answer);
}

/// The file itself is the body: it is kept and looked at, nothing is imported.
http::Response StageLeads(const Call& call) {
  QueryReader query(call.request);
  const std::string name = query.Text("name", 200);
  if (auto problem = query.Problem()) return *problem;
  if (call.request.body.empty()) return http::Problem(400, "request.invalid", {{"field", "body"}});
  if (auto refused = call.Record("lead.stage", "")) return *refused;
  const auto file = call.deps.lead_tables.Stage(PersonOf(call), name, call.request.body);
  if (!file) return Refuse(file.error(), "upload.not_found");
  const auto preview = call.deps.lead_tables.Look(PersonOf(call), *file, {});
  return preview ? JsonResponse(201, Present(*file, *preview)) : Refuse(preview.error(), "upload.not_found");
}

/// The mapping of a body as the text that a job keeps.
std::string MappingOf(Body& body) {
  const json* const columns = body.Find("columns");
  if (columns == nullptr) return {};
  const bool good = columns->is_object() && std::all_of(columns->begin(), columns->end(),
                                                        [](const json& member) { return member.is_string(); });
  std::string mapping = good ? ToText({{"columns", *columns}}) : std::string();
  if (!good || mapping.size() > kLongestMapping) body.Fail("columns");
  return mapping;
}

http::Response PreviewLeads(const Call& call) {
  Body body(call.request, {"file", "columns"});
  const std::string file = body.Text("file", 32, 32, true).value_or("");
  const std::string mapping = MappingOf(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("lead.preview", file)) return *refused;
  const auto preview = call.deps.lead_tables.Look(PersonOf(call), file, mapping);
  return preview ? JsonResponse(200, Present(file, *preview)) : Refuse(preview.error(), "upload.not_found");
}

bool IsLabel(const std::string& label) {
  return std::all_of(label.begin(), label.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

http::Response ImportLeads(const Call& call) {
  Body body(call.request, {"file", "columns", "list"});
  const std::string file = body.Text("file", 32, 32, true).value_or("");
  const std::string list = body.Text("list", 1, 64, false).value_or("lead");
  if (!IsLabel(list)) body.Fail("list");
  const std::string mapping = MappingOf(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("import.start", "records:" + list, {{"format", "lead"}, {"upload", file}})) {
    return *refused;
  }
  const auto job = call.deps.lead_tables.Begin(PersonOf(call), file, mapping, list);
  return job ? JsonResponse(202, Present(*job, {})) : Refuse(job.error(), "upload.not_found");
}

http::Response GetLeadImport(const Call& call) {
  const std::uint64_t id = call.path.U64("id");
  const auto job = call.deps.lead_tables.Get(id);
  if (!job) return FromError(job.error(), "import.not_found");
  const auto faults = call.deps.lead_tables.Faults(id, 0, kFaultsShown);
  return faults ? JsonResponse(200, Present(*job, *faults)) : FromError(faults.error());
}

}  // namespace

void AddLeadHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/leads", "listLeads", ListLeads);
  gate.Add(http::Method::kGet, "/leads/counts", "countLeads", CountLeads);
  gate.Add(http::Method::kPost, "/leads/files", "stageLeads", StageLeads, leads::kLargestFile);
  gate.Add(http::Method::kPost, "/leads/preview", "previewLeads", PreviewLeads);
  gate.Add(http::Method::kPost, "/leads/imports", "importLeads", ImportLeads);
  gate.Add(http::Method::kGet, "/leads/imports/{id:u64}", "getLeadImport", GetLeadImport);
}

}  // namespace custos::server::api
