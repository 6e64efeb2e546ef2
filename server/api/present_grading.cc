// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_grading.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json ConditionOf(const storage::CustomerCondition& condition) {
  return json::parse(storage::FormatCondition(condition), nullptr, false);
}

}  // namespace

json Present(const storage::CustomerSegment& segment, std::uint64_t reader) {
  return {{"id", std::to_string(segment.id)}, {"name", segment.name},
          {"shared", segment.shared},         {"own", segment.owner_id == reader},
          {"owner", segment.owner_name},      {"condition", ConditionOf(segment.condition)},
          {"version", segment.version},       {"changed_at", FormatTime(segment.changed_at)}};
}

json Present(const storage::GradeRule& rule) {
  return {{"id", rule.id == 0 ? json() : json(std::to_string(rule.id))},
          {"target", ToString(rule.target)},
          {"source", TextOrNull(rule.source)},
          {"value", rule.value},
          {"name", rule.name},
          {"condition", ConditionOf(rule.condition)},
          {"active", rule.active},
          {"version", rule.version}};
}

json Present(const storage::GradePreview& preview) {
  json moves = json::array();
  for (const storage::GradeMove& move : preview.moves) {
    json examples = json::array();
    for (const std::uint64_t id : move.examples) examples.push_back(std::to_string(id));
    moves.push_back({{"target", ToString(move.target)},
                     {"source", TextOrNull(move.source)},
                     {"from", move.from},
                     {"to", move.to},
                     {"customers", move.customers},
                     {"examples", std::move(examples)}});
  }
  return {{"customers", preview.customers}, {"looked_at", preview.looked_at}, {"moves", std::move(moves)}};
}

json Present(const storage::GradeState& state) {
  json held = json::array();
  for (const storage::HeldTag& tag : state.held) {
    held.push_back({{"source", tag.source}, {"tag", tag.id}, {"contacts", tag.contacts}});
  }
  return {{"rules", state.rules},
          {"running", state.running},
          {"begun_at", TimeOrNull(state.begun_at)},
          {"ended_at", TimeOrNull(state.ended_at)},
          {"due", state.due},
          {"held", std::move(held)}};
}

json Present(const storage::CustomerField& field) {
  return {{"key", field.key},           {"label_zh", field.label_zh},
          {"label_en", field.label_en}, {"type", ToString(field.type)},
          {"choices", field.choices},   {"for_reps", field.for_reps}};
}

}  // namespace custos::server::api
