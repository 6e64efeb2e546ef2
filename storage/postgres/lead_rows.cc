// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/lead_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/postgres/wire.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::size_t kMostIdentities = 64;
constexpr std::size_t kLongestIdentity = 400;  // bytes; an index entry holds 2,700

constexpr char kCopyLeads[] = "COPY lead (lead_id, source_id, key, sent_at, who, detail) FROM STDIN (FORMAT binary)";
constexpr char kCopyIdentities[] = "COPY lead_identity (kind, value, lead_id) FROM STDIN (FORMAT binary)";

bool IsLead(const Message& message) { return message.channel == Channel::kEvent && message.type == "lead"; }

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

std::vector<Identity> IdentitiesOf(const std::string& detail) {
  const json object = json::parse(detail, nullptr, false);
  std::vector<Identity> identities;
  if (!object.is_object()) return identities;
  const auto add = [&](IdentityKind kind, const json& value) {
    if (!value.is_string() || identities.size() == kMostIdentities) return;
    Identity identity{kind, db::StorableText(value.get_ref<const std::string&>())};
    if (identity.value.empty() || identity.value.size() > kLongestIdentity) return;
    if (std::find(identities.begin(), identities.end(), identity) == identities.end()) {
      identities.push_back(std::move(identity));
    }
  };
  const auto add_all = [&](IdentityKind kind, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array()) return;
    for (const json& value : *found) add(kind, value);
  };
  add_all(IdentityKind::kPhone, "phones");
  add_all(IdentityKind::kEmail, "emails");
  add(IdentityKind::kWechat, object.value("wechat", json()));
  add(IdentityKind::kUnionId, object.value("unionid", json()));
  return identities;
}

void WriteLeads(db::Connection& connection, int source_id, const std::vector<PlannedMessage>& messages) {
  db::CopyRows leads;
  db::CopyRows identities;
  for (const PlannedMessage& planned : messages) {
    const Message& m = planned.judged->message;
    if (!IsLead(m)) continue;
    const auto id = static_cast<std::int64_t>(planned.id);
    const json object = json::parse(m.detail, nullptr, false);
    std::string who;
    if (object.is_object()) who = Lower(TextOf(object, "name") + "\n" + TextOf(object, "company"));
    leads.Row(6).Int8(id).Int4(source_id).Text(m.key).Int8(m.sent_at).Text(who).Text(m.detail);
    for (const Identity& identity : IdentitiesOf(m.detail)) {
      identities.Row(3).Int2(static_cast<int>(identity.kind)).Text(identity.value).Int8(id);
    }
  }
  if (leads.rows() != 0) connection.CopyIn(kCopyLeads, leads.Finish());
  if (identities.rows() != 0) connection.CopyIn(kCopyIdentities, identities.Finish());
}

}  // namespace custos::storage
