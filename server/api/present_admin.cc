// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_coverage.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::Scope;

std::string_view ScopeKindName(Scope::Kind kind) {
  switch (kind) {
    case Scope::Kind::kAll: return "all";
    case Scope::Kind::kDepartments: return "departments";
    case Scope::Kind::kOwn: return "own";
    case Scope::Kind::kNothing: break;
  }
  return "nothing";
}

json PresentScope(const Scope& scope) {
  json departments = json::array();
  for (const auto& item : scope.departments) {
    departments.push_back({{"source", item.source}, {"id", std::to_string(item.id)}});
  }
  json employees = json::array();
  for (const auto& item : scope.employees) employees.push_back({{"source", item.source}, {"id", item.id}});
  return {{"kind", ScopeKindName(scope.kind)},
          {"departments", std::move(departments)},
          {"employees", std::move(employees)}};
}

json PresentSource(const SourceView& source) {
  json gaps = json::array();
  for (const auto& gap : source.gaps) {
    gaps.push_back({{"first", std::to_string(gap.first)}, {"last", std::to_string(gap.last)}});
  }
  return {{"source", source.source},
          {"kind", source.kind},
          {"state", source.state},
          {"problem", TextOrNull(source.problem)},
          {"problem_detail", TextOrNull(source.problem_detail)},
          {"lag_seconds", source.lag_seconds ? json(*source.lag_seconds) : json(nullptr)},
          {"last_success_at", TimeOrNull(source.last_success_at)},
          {"last_message_at", TimeOrNull(source.last_message_at)},
          {"caught_up_at", TimeOrNull(source.caught_up_at)},
          {"cursor_seq", std::to_string(source.cursor_seq)},
          {"messages", source.messages},
          {"parked", source.parked},
          {"gap_count", source.gap_count},
          {"gaps", std::move(gaps)},
          {"helper_restarts", source.helper_restarts},
          {"lag_alarm", source.lag_alarm}};
}

json PresentVerify(const VerifyProgress& verify) {
  json faults = json::array();
  for (const auto& fault : verify.faults) {
    faults.push_back({{"code", fault.code}, {"position", std::to_string(fault.position)}, {"detail", fault.detail}});
  }
  return {{"state", verify.state},
          {"started_at", TimeOrNull(verify.started_at)},
          {"finished_at", TimeOrNull(verify.finished_at)},
          {"checked_leaves", verify.checked_leaves},
          {"faults", std::move(faults)}};
}

json PresentCheckpoint(const std::optional<CheckpointView>& checkpoint) {
  if (!checkpoint) return nullptr;
  return {{"size", checkpoint->size},
          {"root", checkpoint->root},
          {"at", FormatTime(checkpoint->at)},
          {"note", checkpoint->note}};
}

}  // namespace

json Present(const storage::User& user) {
  return {{"id", std::to_string(user.id)},     {"login", user.login},
          {"display_name", user.display_name}, {"role", ToString(user.role)},
          {"disabled", user.disabled},         {"must_change_password", user.must_change_password},
          {"scope", PresentScope(user.scope)}, {"created_at", FormatTime(user.created_at)}};
}

json Present(const storage::AuditEntry& entry) {
  return {{"id", std::to_string(entry.id)},
          {"at", FormatTime(entry.at)},
          {"user_login", entry.user_login},
          {"action", entry.action},
          {"target", entry.target},
          {"detail", ParseObject(entry.detail).value_or(json::object())},
          {"peer", entry.peer},
          {"request_id", entry.request_id}};
}

namespace {

/// Never rounded up to the whole: one message in ten million is seen.
json PresentCoverage(const SearchCoverage& coverage) {
  return {{"checked_leaves", coverage.checked_leaves},
          {"messages", coverage.messages},
          {"missing", coverage.missing},
          {"sampled", coverage.sampled},
          {"unfindable", coverage.unfindable},
          {"coverage", coverage.Share()},
          {"finished_at", TimeOrNull(coverage.finished_at)}};
}

json PresentCallbacks(const CallbackView& door) {
  return {{"company", door.company},
          {"received", door.received},
          {"undecryptable", door.undecryptable},
          {"forged", door.forged},
          {"malformed", door.malformed},
          {"busy", door.busy},
          {"waiting", door.waiting},
          {"oldest_at", TimeOrNull(door.oldest_at)}};
}

json PresentChannel(const storage::OutboxDepth& channel) {
  return {{"channel", channel.channel},
          {"waiting", channel.waiting},
          {"sent", channel.sent},
          {"given_up", channel.given_up},
          {"oldest_at", TimeOrNull(channel.oldest_at)},
          {"problem", TextOrNull(channel.problem)}};
}

}  // namespace

json Present(const SystemStatus& status, const VerifyProgress& verify, const std::string& archive_id) {
  json sources = json::array();
  for (const auto& source : status.sources) sources.push_back(PresentSource(source));
  json callbacks = json::array();
  for (const auto& door : status.callbacks) callbacks.push_back(PresentCallbacks(door));
  json channels = json::array();
  for (const auto& channel : status.channels) channels.push_back(PresentChannel(channel));
  json consents = json::array();
  for (const auto& asking : status.consents) consents.push_back(Present(asking));
  return {{"sources", std::move(sources)},
          {"consents", std::move(consents)},
          {"callbacks", std::move(callbacks)},
          {"channels", std::move(channels)},
          {"pipeline",
           {{"queue_depth", status.queue_depth},
            {"queue_capacity", status.queue_capacity},
            {"committed_messages", status.committed_messages},
            {"duplicates", status.duplicates},
            {"messages_per_s", status.messages_per_s}}},
          {"media", {{"pending", status.media_pending}}},
          {"evidence",
           {{"archive_id", archive_id},
            {"tree_size", status.tree_size},
            {"checkpoint", PresentCheckpoint(status.checkpoint)},
            {"verify", PresentVerify(verify)}}},
          {"search", PresentCoverage(status.search)},
          {"database",
           {{"mode", status.database_embedded ? "embedded" : "external"},
            {"size_bytes", status.database_bytes},
            {"schema_version", status.schema_version}}}};
}

}  // namespace custos::server::api
