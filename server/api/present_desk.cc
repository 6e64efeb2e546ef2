// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_desk.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json PresentState(const storage::NoteState& state) {
  const storage::NextStep& step = state.content.step;
  json next;
  if (!step.text.empty()) {
    next = {{"text", step.text}, {"due_at", FormatTime(step.due_at)}, {"done_at", TimeOrNull(step.done_at)}};
  }
  return {{"version", state.version},      {"changed_at", FormatTime(state.at)},
          {"changed_by", state.user_name}, {"kind", ToString(state.content.kind)},
          {"text", state.content.text},    {"next_step", std::move(next)}};
}

std::string Id(std::uint64_t id) { return std::to_string(id); }

json DayOrNull(std::int64_t day) { return day == 0 ? json() : json(report::DayName(day)); }

json PresentContent(const storage::ScriptContent& content) {
  json rows = json::array();
  for (const storage::PriceRow& row : content.rows) {
    rows.push_back(
        {{"item", row.item}, {"unit", row.unit}, {"price", row.price}, {"currency", row.currency}, {"note", row.note}});
  }
  return {{"folder_id", content.folder == 0 ? json() : json(Id(content.folder))},
          {"title", content.title},
          {"text", content.text},
          {"tags", content.tags},
          {"position", content.position},
          {"active", content.active},
          {"kind", ToString(content.kind)},
          {"valid_from", DayOrNull(content.valid_from)},
          {"valid_until", DayOrNull(content.valid_until)},
          {"rows", std::move(rows)}};
}

json PresentFile(const std::optional<storage::ScriptFile>& file) {
  if (!file) return nullptr;
  return {{"name", file->name}, {"type", file->type}, {"size", file->size}};
}

}  // namespace

json Present(const storage::CustomerNote& note) {
  json past = json::array();
  for (const storage::NoteState& state : note.past) past.push_back(PresentState(state));
  json value = PresentState(note.now);
  value.update({{"id", Id(note.id)},
                {"customer_id", Id(note.customer)},
                {"writer_id", Id(note.writer_id)},
                {"writer_name", note.writer_name},
                {"at", FormatTime(note.at)},
                {"past", std::move(past)},
                {"removed_at", TimeOrNull(note.removed_at)}});
  return value;
}

json Present(const storage::FollowUp& follow_up) {
  return {{"note", Present(follow_up.note)}, {"customer_name", follow_up.customer_name}};
}

json Present(const storage::ScriptFolder& folder) {
  return {{"id", Id(folder.id)},
          {"parent_id", folder.parent == 0 ? json() : json(Id(folder.parent))},
          {"title", folder.title},
          {"position", folder.position}};
}

json Present(const storage::Script& script) {
  json value = PresentContent(script.content);
  json file = PresentFile(script.file);
  if (script.file) file["url"] = "/api/v1/scripts/" + Id(script.id) + "/file";
  value.update({{"id", Id(script.id)},
                {"version", script.version},
                {"changed_at", FormatTime(script.changed_at)},
                {"changed_by", script.changed_by},
                {"file", std::move(file)},
                {"copied", script.copied},
                {"sent", script.sent},
                {"used_at", TimeOrNull(script.used_at)}});
  return value;
}

json Present(const storage::ScriptState& state) {
  json value = PresentContent(state.content);
  value.update({{"version", state.version},
                {"changed_at", FormatTime(state.at)},
                {"changed_by", state.who},
                {"file", PresentFile(state.file)}});
  return value;
}

}  // namespace custos::server::api
