// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/lead_records.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "storage/duplicate_check.h"
#include "storage/postgres/customer_names.h"
#include "storage/postgres/newcomers.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr int kConfidence = 70;  // percent: somebody wrote it into a form

// A person's unionid first: nobody shares it. Then the number, the address, the WeChat id.
constexpr char kWaiting[] =
    "SELECT l.lead_id, l.source_id, l.detail, i.kind, i.value FROM"
    " (SELECT lead_id, source_id, detail FROM lead WHERE NOT linked AND state <> 0 ORDER BY lead_id LIMIT 2000) l"
    " LEFT JOIN lead_identity i ON i.lead_id = l.lead_id AND NOT (i.kind = 1 AND EXISTS"
    "  (SELECT 1 FROM employee_number n WHERE n.scope = '' AND n.value = i.value))"
    " ORDER BY l.lead_id, array_position('{4,1,2,3}'::int[], i.kind), i.value";
constexpr char kLink[] =
    "UPDATE lead l SET linked = true, customer = t.customer, name = t.name, company = t.company"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS t(lead_id, customer, name, company)"
    " WHERE l.lead_id = t.lead_id";

struct Lead {
  Newcomer person;
  std::string name;
  std::string company;
};

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? db::StorableText(found->get_ref<const std::string&>())
                                                     : std::string();
}

std::optional<IdentityKey> KeyOf(IdentityKind kind, const std::string& value) {
  switch (kind) {
    case IdentityKind::kPhone: return NewcomerKey(CustomerIdentityKind::kPhone, value);
    case IdentityKind::kEmail: return NewcomerKey(CustomerIdentityKind::kEmail, value);
    case IdentityKind::kWechat: return NewcomerKey(CustomerIdentityKind::kWechat, value);
    case IdentityKind::kUnionId: return NewcomerKey(CustomerIdentityKind::kUnionid, value);
  }
  return std::nullopt;
}

std::vector<Lead> ReadWaiting(db::Connection& connection) {
  const db::Rows rows = connection.Query(kWaiting);
  std::vector<Lead> leads;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (leads.empty() || leads.back().person.id != rows.Int(i, 0)) {
      Lead& lead = leads.emplace_back();
      lead.person.id = rows.Int(i, 0);
      lead.person.source = rows.Int(i, 1);
      const json detail = json::parse(rows.Text(i, 2), nullptr, false);
      if (detail.is_object()) {
        lead.name = TextOf(detail, "name");
        lead.company = TextOf(detail, "company");
      }
    }
    if (rows.IsNull(i, 3)) continue;
    const auto key = KeyOf(static_cast<IdentityKind>(rows.Int(i, 3)), rows.Text(i, 4));
    if (key) leads.back().person.identities.push_back(*key);
  }
  return leads;
}

}  // namespace

std::uint64_t LinkLeads(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now) {
  std::vector<Lead> leads = ReadWaiting(connection);
  if (leads.empty()) return 0;
  std::vector<Newcomer> people;
  for (Lead& lead : leads) people.push_back(std::move(lead.person));
  SettleNewcomers(connection, name_order, now, "lead", kConfidence, people);
  std::vector<std::int64_t> ids, customers;
  std::vector<std::string> names, companies;
  std::set<std::int64_t> records;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const auto record = static_cast<std::int64_t>(people[i].record);
    ids.push_back(people[i].id);
    customers.push_back(record);
    names.push_back(std::move(leads[i].name));
    companies.push_back(std::move(leads[i].company));
    if (record != 0) records.insert(record);
  }
  connection.Query(kLink, db::Params().IntArray(ids).IntArray(customers).TextArray(names).TextArray(companies));
  RefreshNames(connection, {records.begin(), records.end()}, name_order);
  return leads.size();
}

}  // namespace custos::storage
