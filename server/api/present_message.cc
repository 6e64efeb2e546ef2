// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json PresentMedia(std::uint64_t message_id, const storage::MediaView& media) {
  json url = nullptr;
  if (media.state == "stored") {
    url = "/api/v1/messages/" + std::to_string(message_id) + "/media/" + std::to_string(media.position);
  }
  return {{"position", media.position},     {"kind", media.kind},   {"name", media.name},   {"size", media.size},
          {"duration_s", media.duration_s}, {"state", media.state}, {"url", std::move(url)}};
}

json PresentQuote(const std::optional<Quote>& quote) {
  if (!quote) return nullptr;
  return {{"speaker", quote->speaker}, {"text", quote->text}};
}

/// The texts beside the message's own in which a search matched, each cut down to the place.
json PresentMatches(const std::vector<storage::PartHits>& matches) {
  json list = json::array();
  for (const storage::PartHits& hits : matches) {
    std::vector<Mark> marks;
    for (const Span& span : hits.spans) marks.push_back({span, "query"});
    list.push_back({{"part", ToString(hits.part)}, {"name", hits.name}, {"segments", Snippet(hits.text, marks)}});
  }
  return list;
}

std::string IdText(std::uint64_t id) { return std::to_string(id); }

}  // namespace

json Present(const storage::PersonView& person) {
  return {{"source", person.source},
          {"kind", ToString(person.kind)},
          {"id", person.id},
          {"name", person.name},
          {"department", person.department}};
}

json Present(const storage::MessageView& message, const std::vector<Mark>& marks) {
  std::vector<Mark> all = marks;
  for (const auto& hit : message.hits) all.push_back({hit, "query"});
  json media = json::array();
  for (const auto& item : message.media) media.push_back(PresentMedia(message.ref.message_id, item));
  json alert_ids = json::array();
  for (const auto id : message.alert_ids) alert_ids.push_back(IdText(id));
  return {{"id", IdText(message.ref.message_id)},
          {"conversation_id", message.ref.conversation.Hex()},
          {"source", message.source},
          {"seq", IdText(message.seq)},
          {"key", message.key},
          {"sent_at", FormatTime(message.ref.sent_at)},
          {"channel", ToString(message.channel)},
          {"action", message.action},
          {"type", message.type},
          {"conversation_kind", ToString(message.conversation_kind)},
          {"role", ToString(message.role)},
          {"from", Present(message.from)},
          {"segments", Segments(message.text, all)},
          {"matches", PresentMatches(message.matches)},
          {"quote", PresentQuote(message.quote)},
          {"detail", ParseObject(message.detail).value_or(json::object())},
          {"media", std::move(media)},
          {"recalled_at", TimeOrNull(message.recalled_at)},
          {"alert_ids", std::move(alert_ids)}};
}

json Present(const storage::ConversationView& conversation) {
  return {{"id", conversation.id.Hex()},
          {"source", conversation.source},
          {"kind", ToString(conversation.kind)},
          {"title", conversation.title},
          {"people", PresentAll(conversation.people)},
          {"messages", conversation.messages},
          {"first_at", TimeOrNull(conversation.first_at)},
          {"last_at", TimeOrNull(conversation.last_at)}};
}

json Present(const storage::DepartmentView& department) {
  return {{"source", department.source},
          {"id", std::to_string(department.id)},
          {"parent_id", department.parent_id == 0 ? json(nullptr) : json(std::to_string(department.parent_id))},
          {"name", department.name},
          {"employees", department.employees}};
}

template <class T>
json PresentAll(const std::vector<T>& items) {
  json list = json::array();
  for (const auto& item : items) list.push_back(Present(item));
  return list;
}

template json PresentAll(const std::vector<storage::PersonView>&);
template json PresentAll(const std::vector<storage::DepartmentView>&);
template json PresentAll(const std::vector<storage::AlertDecision>&);
template json PresentAll(const std::vector<storage::User>&);
template json PresentAll(const std::vector<storage::AuditEntry>&);

template <>
json PresentAll(const std::vector<storage::MessageView>& items) {
  json list = json::array();
  for (const auto& item : items) list.push_back(Present(item));
  return list;
}

}  // namespace custos::server::api
