// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/table_imports.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present_import.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kFaultsShown = 200;
constexpr std::size_t kLongestMapping = 200'000;

imports::Person PersonOf(const Call& call) { return {.id = call.user.id, .name = call.user.display_name}; }

/// What is wrong with a file or a mapping is for the person who chose it, not for us.
http::Response Refuse(const Error& error, const std::string& not_found_code) {
  if (error.kind == ErrorKind::kInvalid) return http::Problem(400, error.code, {}, error.message);
  return FromError(error, not_found_code);
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

bool IsLabel(const std::string& label) {
  return std::all_of(label.begin(), label.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

}  // namespace

http::Response StageTable(const Call& call, imports::Tables& tables, const std::string& format) {
  QueryReader query(call.request);
  const std::string name = query.Text("name", 200);
  if (auto problem = query.Problem()) return *problem;
  if (call.request.body.empty()) return http::Problem(400, "request.invalid", {{"field", "body"}});
  if (auto refused = call.Record(format + ".stage", "")) return *refused;
  const auto file = tables.Stage(PersonOf(call), name, call.request.body);
  if (!file) return Refuse(file.error(), "upload.not_found");
  const auto preview = tables.Look(PersonOf(call), *file, {});
  return preview ? JsonResponse(201, Present(*file, *preview)) : Refuse(preview.error(), "upload.not_found");
}

http::Response PreviewTable(const Call& call, imports::Tables& tables, const std::string& format) {
  Body body(call.request, {"file", "columns"});
  const std::string file = body.Text("file", 32, 32, true).value_or("");
  const std::string mapping = MappingOf(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record(format + ".preview", file)) return *refused;
  const auto preview = tables.Look(PersonOf(call), file, mapping);
  return preview ? JsonResponse(200, Present(file, *preview)) : Refuse(preview.error(), "upload.not_found");
}

http::Response ImportTable(const Call& call, imports::Tables& tables, const std::string& format) {
  Body body(call.request, {"file", "columns", "list"});
  const std::string file = body.Text("file", 32, 32, true).value_or("");
  const std::string list = body.Text("list", 1, 64, false).value_or(format);
  if (!IsLabel(list)) body.Fail("list");
  const std::string mapping = MappingOf(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("import.start", "records:" + list, {{"format", format}, {"upload", file}})) {
    return *refused;
  }
  const auto job = tables.Begin(PersonOf(call), file, mapping, list);
  return job ? JsonResponse(202, Present(*job, {})) : Refuse(job.error(), "upload.not_found");
}

http::Response GetTableImport(const Call& call, imports::Tables& tables) {
  const std::uint64_t id = call.path.U64("id");
  const auto job = tables.Get(id);
  if (!job) return FromError(job.error(), "import.not_found");
  const auto faults = tables.Faults(id, 0, kFaultsShown);
  return faults ? JsonResponse(200, Present(*job, *faults)) : FromError(faults.error());
}

}  // namespace custos::server::api
