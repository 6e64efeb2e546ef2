// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_customer.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_desk.h"
#include "server/api/present_order.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json People(const std::vector<storage::PersonView>& people) {
  json items = json::array();
  for (const storage::PersonView& person : people) items.push_back(Present(person));
  return items;
}

json Object(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_object() ? value : json::object();
}

json PresentIdentity(const storage::CustomerIdentity& identity) {
  return {{"kind", ToString(identity.kind)},
          {"source", TextOrNull(identity.source)},
          {"value", identity.value},
          {"reason", identity.reason},
          {"confidence", identity.confidence},
          {"learned_from", TextOrNull(identity.learned_from)},
          {"since", FormatTime(identity.since)}};
}

json PresentEvent(const storage::CustomerEvent& event) {
  return {{"id", std::to_string(event.id)},
          {"at", FormatTime(event.at)},
          {"kind", ToString(event.kind)},
          {"employee", event.employee ? Present(*event.employee) : json()},
          {"message_id", event.message_id == 0 ? json() : json(std::to_string(event.message_id))},
          {"user_name", TextOrNull(event.user_name)},
          {"detail", Object(event.detail)}};
}

json PresentConsent(const storage::RelationConsent& consent) {
  return {{"state", ToString(consent.state)},
          {"changed_at", TimeOrNull(consent.changed_at)},
          {"asked_at", FormatTime(consent.asked_at)}};
}

json PresentRelation(const storage::CustomerRelation& relation) {
  json history = json::array();
  for (const storage::CustomerEvent& event : relation.history) history.push_back(PresentEvent(event));
  return {{"employee", Present(relation.employee)},
          {"contact", relation.contact},
          {"remark", relation.remark},
          {"tags", relation.tags},
          {"add_way", relation.add_way},
          {"added_at", TimeOrNull(relation.added_at)},
          {"state", relation.state},
          {"changed_at", TimeOrNull(relation.changed_at)},
          {"restored", relation.restored},
          {"consent", relation.consent ? PresentConsent(*relation.consent) : json()},
          {"history", std::move(history)}};
}

json PresentAlert(const storage::TimelineAlert& alert) {
  return {{"id", std::to_string(alert.alert_id)},
          {"message_id", std::to_string(alert.message_id)},
          {"conversation_id", alert.conversation.Hex()},
          {"severity", ToString(alert.severity)},
          {"state", ToString(alert.state)},
          {"category", alert.category},
          {"rules", alert.rules},
          {"employee", Present(alert.employee)}};
}

json PresentDecision(const storage::AlertDecision& decision) {
  json value = Present(decision);
  value["alert_id"] = std::to_string(decision.alert_id);
  return value;
}

}  // namespace

json Present(const storage::CustomerSummary& customer) {
  return {{"id", std::to_string(customer.id)},
          {"name", customer.name},
          {"corp_name", customer.corp_name},
          {"avatar", customer.avatar},
          {"grade", customer.grade},
          {"stage", customer.stage},
          {"phones", customer.phones},
          {"employees", People(customer.employees)},
          {"owners", People(customer.owners)},
          {"tags", customer.tags},
          {"last_at", TimeOrNull(customer.last_at)}};
}

json Present(const storage::CustomerView& customer) {
  json value = Present(customer.summary);
  json identities = json::array();
  for (const auto& identity : customer.identities) identities.push_back(PresentIdentity(identity));
  json relations = json::array();
  for (const auto& relation : customer.relations) relations.push_back(PresentRelation(relation));
  json merges = json::array();
  for (const auto& merge : customer.merges) merges.push_back(Present(merge));
  json alike = json::array();
  for (const auto& other : customer.alike) alike.push_back(Present(other));
  value.update({{"version", customer.version},
                {"name_from", customer.name_from},
                {"own_name", customer.own_name},
                {"fields", customer.fields},
                {"grade_from", TextOrNull(customer.grade_from)},
                {"stage_from", TextOrNull(customer.stage_from)},
                {"region", TextOrNull(customer.region)},
                {"created_at", FormatTime(customer.created_at)},
                {"messages", customer.messages},
                {"first_at", TimeOrNull(customer.first_at)},
                {"identities", std::move(identities)},
                {"relations", std::move(relations)},
                {"hidden_relations", customer.hidden_relations},
                {"merges", std::move(merges)},
                {"alike", std::move(alike)}});
  return value;
}

json Present(const storage::CustomerMerge& merge) {
  return {{"id", std::to_string(merge.id)},
          {"kept", std::to_string(merge.kept)},
          {"gone", std::to_string(merge.gone)},
          {"at", FormatTime(merge.at)},
          {"user_name", TextOrNull(merge.user_name)},
          {"reason", merge.reason},
          {"undone_at", TimeOrNull(merge.undone_at)},
          {"undone_by", TextOrNull(merge.undone_by)},
          {"undo_reason", TextOrNull(merge.undo_reason)}};
}

json Present(const storage::TimelineEntry& entry) {
  return {{"kind", ToString(entry.kind)},
          {"at", FormatTime(entry.at)},
          {"message", entry.message ? Present(*entry.message) : json()},
          {"alert", entry.alert ? PresentAlert(*entry.alert) : json()},
          {"decision", entry.decision ? PresentDecision(*entry.decision) : json()},
          {"change", entry.change ? PresentEvent(*entry.change) : json()},
          {"note", entry.note ? Present(*entry.note) : json()},
          {"order", entry.order ? Present(*entry.order) : json()}};
}

json Present(const storage::EmployeeNumber& number) {
  return {{"exchange", number.exchange},       {"number", number.value},  {"employee_source", number.employee_source},
          {"employee_id", number.employee_id}, {"origin", number.origin}, {"since", FormatTime(number.since)}};
}

}  // namespace custos::server::api
