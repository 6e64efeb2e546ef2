// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_duplicate_check.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using nlohmann::json;

#define CUSTOS_ASKED "unnest($1::int[], $2::int[], $3::text[], $4::bigint[]) AS q (n, kind, value, before)"

constexpr char kLeads[] =
    "SELECT q.n, q.kind, q.value, m.lead_id, m.detail FROM " CUSTOS_ASKED
    " CROSS JOIN LATERAL (SELECT i.lead_id, l.detail FROM lead_identity i JOIN lead l USING (lead_id)"
    "   WHERE i.kind = q.kind AND i.value = q.value AND i.lead_id < q.before ORDER BY i.lead_id LIMIT 3) m"
    " ORDER BY q.n, m.lead_id";
// Records that are known by more than what a lead said.
constexpr char kCustomers[] =
    "SELECT q.n, q.kind, q.value, i.customer, r.name FROM " CUSTOS_ASKED
    " JOIN customer_identity i ON i.kind = (ARRAY[3, 4, 5, 2])[q.kind] AND i.scope = 0 AND i.value = q.value"
    " JOIN customer_record r ON r.id = i.customer WHERE i.reason <> 'lead'"
    " ORDER BY q.n";
// Conversations of leads are those of the leads themselves; whoever else has the number as his id is an outsider whom
// telephones know, and whom no record knows yet.
constexpr char kOutsiders[] =
    "SELECT q.n, q.kind, q.value, q.value, '' FROM " CUSTOS_ASKED
    " WHERE q.kind = 1 AND EXISTS (SELECT 1 FROM conversation_party p JOIN conversation v USING (conversation_id)"
    "   WHERE p.party_id = q.value AND p.kind = 2 AND left(v.key, 5) <> 'lead:')"
    " AND NOT EXISTS (SELECT 1 FROM customer_identity i WHERE i.kind = 3 AND i.scope = 0 AND i.value = q.value)"
    " ORDER BY q.n";

std::string NameIn(const std::string& detail) {
  const json object = json::parse(detail, nullptr, false);
  const auto name = object.is_object() ? object.find("name") : object.end();
  return name != object.end() && name->is_string() ? name->get<std::string>() : std::string();
}

}  // namespace

Result<std::vector<std::vector<DuplicateMatch>>> PostgresDuplicateCheck::Find(
    const std::vector<DuplicateQuestion>& questions) {
  std::vector<std::vector<DuplicateMatch>> found(questions.size());
  std::vector<std::int32_t> numbers, kinds;
  std::vector<std::string> values;
  std::vector<std::int64_t> before;
  for (std::size_t n = 0; n < questions.size(); ++n) {
    const auto lead =
        static_cast<std::int64_t>(questions[n].lead.value_or(std::uint64_t{std::numeric_limits<std::int64_t>::max()}));
    for (const Identity& identity : questions[n].identities) {
      numbers.push_back(static_cast<std::int32_t>(n));
      kinds.push_back(static_cast<int>(identity.kind));
      values.push_back(identity.value);
      before.push_back(lead);
    }
  }
  if (numbers.empty()) return found;
  const db::Params asked = db::Params().Int4Array(numbers).Int4Array(kinds).TextArray(values).IntArray(before);
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const auto add = [&](const db::Rows& rows, const char* kind, bool lead) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        found[rows.Id(i, 0)].push_back({.kind = kind,
                                        .id = rows.Text(i, 3),
                                        .name = lead ? NameIn(rows.Text(i, 4)) : rows.Text(i, 4),
                                        .by = {static_cast<IdentityKind>(rows.Int(i, 1)), rows.Text(i, 2)}});
      }
    };
    add(lease->Query(kLeads, asked), "lead", true);
    add(lease->Query(kCustomers, asked), "customer", false);
    add(lease->Query(kOutsiders, asked), "customer", false);
    return found;
  });
}

}  // namespace custos::storage
