// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/handover_candidates.h"

#include <map>
#include <string_view>

#include "storage/postgres/people.h"
#include "storage/postgres/standing.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kPlatformZone = 8 * 3'600'000;  ///< its natural days are those of Beijing
constexpr TimeMs kNaturalDays = 90;

// Of somebody who left, the platform's list says whom he still has.
constexpr char kCustomers[] =
    "SELECT x.id, coalesce(nullif(r.name, ''), nullif(c.name, ''), nullif(f.remark, ''), ''), coalesce(r.grade, ''),"
    " coalesce(r.fields, '{}'), array_to_string(ARRAY(SELECT t.name FROM customer_tag t WHERE t.source_id = $1"
    "  AND t.id = ANY(f.tags) ORDER BY t.name), chr(10)),"
    " CASE WHEN l.listed THEN u.customer_id IS NOT NULL ELSE {stands} END,"
    " (SELECT count(*) FROM handover_item i JOIN handover h ON h.id = i.handover AND h.source_id = $1"
    "  JOIN handover_step s ON s.handover = i.handover AND s.n = i.n AND s.state = 2 AND s.at >= $3"
    "  WHERE i.id = x.id AND i.kind = 1), CASE WHEN r.id IS NULL THEN '' ELSE customer_region(r.id) END"
    " FROM (SELECT customer_id AS id FROM follow_relation WHERE source_id = $1 AND employee_id = $2"
    "  UNION SELECT customer_id FROM unassigned_customer WHERE source_id = $1 AND giver = $2) x"
    " CROSS JOIN (SELECT EXISTS (SELECT 1 FROM unassigned_customer WHERE source_id = $1 AND giver = $2) AS listed) l"
    " LEFT JOIN unassigned_customer u ON u.source_id = $1 AND u.giver = $2 AND u.customer_id = x.id"
    " LEFT JOIN follow_relation f ON f.source_id = $1 AND f.employee_id = $2 AND f.customer_id = x.id"
    " LEFT JOIN customer c ON c.source_id = $1 AND c.id = x.id"
    " LEFT JOIN customer_identity ci ON ci.kind = 1 AND ci.scope = $1 AND ci.value = x.id"
    " LEFT JOIN customer_record r ON r.id = ci.customer ORDER BY x.id";
constexpr char kGroups[] =
    "SELECT g.id, g.name, (SELECT count(*) FROM group_member m WHERE m.source_id = g.source_id AND m.group_id = g.id)"
    " FROM chat_group g WHERE g.source_id = $1 AND g.owner_id = $2 AND NOT g.internal ORDER BY g.id";
constexpr char kPeople[] =
    "SELECT r.id, coalesce(e.active, false), coalesce(e.archived, false), e.id IS NOT NULL,"
    " (SELECT count(*) FROM follow_relation f WHERE f.source_id = $1 AND f.employee_id = r.id AND {stands}),"
    " coalesce((SELECT max(left_at) FROM unassigned_customer u WHERE u.source_id = $1 AND u.giver = r.id), 0)"
    " FROM unnest($2::text[]) WITH ORDINALITY AS r(id, n) LEFT JOIN employee e ON e.source_id = $1 AND e.id = r.id"
    " ORDER BY r.n";
constexpr char kForget[] = "DELETE FROM unassigned_customer WHERE source_id = $1";
constexpr char kKeep[] =
    "INSERT INTO unassigned_customer (source_id, giver, customer_id, left_at)"
    " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING";
constexpr char kPropose[] =
    "INSERT INTO handover (source_id, giver, resigned, state, created_at, left_at)"
    " SELECT $1, u.giver, true, 0, $2, max(u.left_at) FROM unassigned_customer u WHERE u.source_id = $1"
    " AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.source_id = $1 AND h.giver = u.giver"
    "  AND (h.state IN (0, 1, 2) OR h.created_at >= u.left_at)) GROUP BY u.giver RETURNING id";
constexpr char kProposeInactive[] =
    "INSERT INTO handover (source_id, giver, resigned, state, created_at)"
    " SELECT $1, e.id, true, 0, $2 FROM employee e WHERE e.source_id = $1 AND NOT e.active"
    " AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.source_id = $1 AND h.giver = e.id)"
    " AND EXISTS (SELECT 1 FROM follow_relation f WHERE f.source_id = $1 AND f.employee_id = e.id AND {stands})"
    " RETURNING id";
// A proposal for somebody who has nothing left is no news any more.
constexpr char kDropEmpty[] =
    "DELETE FROM handover h WHERE h.source_id = $1 AND h.state = 0 AND NOT EXISTS (SELECT 1 FROM unassigned_customer u"
    " WHERE u.source_id = $1 AND u.giver = h.giver)";

std::string WithStands(std::string sql) {
  constexpr std::string_view kMark = "{stands}";
  return sql.replace(sql.find(kMark), kMark.size(), kRelationStands);
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<HandoverCandidate> ReadCandidates(db::Connection& connection, int source, const std::string& giver,
                                              TimeMs now) {
  const TimeMs today = (now + kPlatformZone) / kDay;
  const TimeMs since = (today - kNaturalDays + 1) * kDay - kPlatformZone;
  const db::Params who = db::Params().Int(source).Text(giver);
  std::vector<HandoverCandidate> candidates;
  const db::Rows rows = connection.Query(WithStands(kCustomers), db::Params(who).Int(since));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HandoverCandidate& one = candidates.emplace_back();
    one.id = rows.Text(i, 0);
    one.name = rows.Text(i, 1);
    one.grade = rows.Text(i, 2);
    one.fields = rows.Text(i, 3);
    one.tags = Lines(rows.View(i, 4));
    one.stands = rows.Bool(i, 5);
    one.handovers = rows.Id(i, 6);
    one.region = rows.Text(i, 7);
  }
  const db::Rows groups = connection.Query(kGroups, who);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    HandoverCandidate& one = candidates.emplace_back();
    one.kind = HandoverKind::kGroup;
    one.id = groups.Text(i, 0);
    one.name = groups.Text(i, 1);
    one.members = groups.Id(i, 2);
  }
  return candidates;
}

std::vector<HandoverPerson> ReadHandoverPeople(db::Connection& connection, Sources& sources, int source,
                                               const std::vector<std::string>& employees) {
  const db::Rows rows = connection.Query(WithStands(kPeople), db::Params().Int(source).TextArray(employees));
  People people(connection, sources);
  for (const std::string& employee : employees) people.Want(source, PartyKind::kStaff, employee);
  people.Load();
  std::vector<HandoverPerson> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HandoverPerson& one = found.emplace_back();
    one.person = people.Get(source, PartyKind::kStaff, rows.Text(i, 0));
    one.active = rows.Bool(i, 1);
    one.archived = rows.Bool(i, 2);
    one.known = rows.Bool(i, 3);
    one.customers = rows.Id(i, 4);
    one.left_at = rows.Int(i, 5);
  }
  return found;
}

std::vector<std::int64_t> ProposeHandovers(db::Connection& connection, int source,
                                           const std::optional<std::vector<LeftBehind>>& all, TimeMs now) {
  const db::Params when = db::Params().Int(source).Int(now);
  std::vector<std::int64_t> made;
  if (all) {
    std::vector<std::string> givers, customers;
    std::vector<std::int64_t> left;
    for (const LeftBehind& one : *all) {
      givers.push_back(one.giver);
      customers.push_back(one.customer);
      left.push_back(one.left_at);
    }
    connection.Query(kForget, db::Params().Int(source));
    connection.Query(kKeep, db::Params().Int(source).TextArray(givers).TextArray(customers).IntArray(left));
    connection.Query(kDropEmpty, db::Params().Int(source));
  }
  const db::Rows rows = all ? connection.Query(kPropose, when) : connection.Query(WithStands(kProposeInactive), when);
  for (std::size_t i = 0; i < rows.size(); ++i) made.push_back(rows.Int(i, 0));
  return made;
}

}  // namespace custos::storage
