// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_consent_store.h"

#include <algorithm>
#include <string_view>

#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"
#include "storage/postgres/standing.h"

namespace custos::storage {
namespace {

constexpr char kCursor = 'K';

// Whose consent matters: the contact stands, and the employee is there and has a seat.
#define CUSTOS_ARCHIVED                                                                                \
  " JOIN employee e ON e.source_id = f.source_id AND e.id = f.employee_id AND e.active AND e.archived" \
  " LEFT JOIN consent c ON c.source_id = f.source_id AND c.kind = 1 AND c.holder = f.employee_id"      \
  " AND c.customer_id = f.customer_id"
constexpr char kNeverAsked[] = "SELECT f.employee_id, f.customer_id FROM live f" CUSTOS_ARCHIVED
                               " WHERE f.source_id = $1 AND c.customer_id IS NULL"
                               " ORDER BY f.employee_id, f.customer_id LIMIT $2";
#define CUSTOS_ASKED                                                                                               \
  "SELECT c.holder, c.customer_id FROM consent c JOIN employee e ON e.source_id = c.source_id AND e.id = c.holder" \
  " AND e.active AND e.archived JOIN follow_relation f ON f.source_id = c.source_id AND f.employee_id = c.holder"  \
  " AND f.customer_id = c.customer_id WHERE c.source_id = $1 AND c.kind = 1 AND {stands}"
constexpr char kAskedBefore[] =
    CUSTOS_ASKED " AND c.asked_at <= $2 AND NOT c.again ORDER BY c.asked_at, c.holder, c.customer_id LIMIT $3";
constexpr char kNews[] = CUSTOS_ASKED " AND c.again ORDER BY c.asked_at, c.holder, c.customer_id LIMIT $2";
#undef CUSTOS_ASKED
constexpr char kGroups[] =
    "SELECT m.group_id, string_agg(m.party_id, chr(10) ORDER BY m.party_id) FROM group_member m"
    " JOIN chat_group g ON g.source_id = m.source_id AND g.id = m.group_id AND NOT g.internal"
    " LEFT JOIN consent c ON c.source_id = m.source_id AND c.kind = 2 AND c.holder = m.group_id"
    "  AND c.customer_id = m.party_id"
    " WHERE m.source_id = $1 AND m.kind = 2 AND EXISTS (SELECT 1 FROM group_member s JOIN employee e"
    "  ON e.source_id = s.source_id AND e.id = s.party_id AND e.active AND e.archived WHERE s.source_id = m.source_id"
    "  AND s.group_id = m.group_id AND s.kind = 1)"
    " GROUP BY m.group_id HAVING min(coalesce(c.asked_at, 0)) <= $2 OR bool_or(coalesce(c.again, false))"
    " ORDER BY bool_or(coalesce(c.again, false)) DESC, min(coalesce(c.asked_at, 0)), m.group_id LIMIT $3";
// An answer that tells nothing leaves what was known. The first default is no news: nobody did anything.
constexpr char kPut[] =
    "WITH told AS (SELECT DISTINCT ON (holder, customer) * FROM unnest($3::text[], $4::text[], $5::int[], $6::bigint[],"
    "   $7::text[]) AS r(holder, customer, state, changed, code) ORDER BY holder, customer),"
    " news AS (SELECT t.*, c.state AS before FROM told t LEFT JOIN consent c ON c.source_id = $1 AND c.kind = $2"
    "   AND c.holder = t.holder AND c.customer_id = t.customer WHERE t.code = ''"
    "   AND (c.state IS NULL OR c.state <> t.state OR c.changed_at <> t.changed)),"
    " put AS (INSERT INTO consent AS c (source_id, kind, holder, customer_id, state, changed_at, asked_at, code)"
    "   SELECT $1, $2, holder, customer, CASE code WHEN '' THEN state ELSE 0 END, changed, $8, code FROM told"
    "   ORDER BY holder, customer ON CONFLICT (source_id, kind, holder, customer_id) DO UPDATE SET"
    "    state = CASE excluded.code WHEN '' THEN excluded.state ELSE c.state END,"
    "    changed_at = CASE excluded.code WHEN '' THEN excluded.changed_at ELSE c.changed_at END,"
    "    asked_at = excluded.asked_at, code = excluded.code, again = false),"
    " kept AS (INSERT INTO consent_change (source_id, kind, holder, customer_id, state, changed_at, told_at)"
    "   SELECT $1, $2, holder, customer, state, changed, $8 FROM news)"
    " INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, detail)"
    " SELECT CASE WHEN changed > 0 THEN changed ELSE $8 END, 15, $1, holder, customer,"
    "  jsonb_build_object('from', n.names[coalesce(before, 0) + 1], 'to', n.names[state + 1])::text FROM news,"
    " (SELECT ARRAY['unknown', 'agree', 'disagree', 'default'] AS names) n"
    " WHERE $2 = 1 AND state IS DISTINCT FROM before AND (state IN (1, 2) OR coalesce(before, 0) <> 0)";
constexpr char kPairs[] =
    "SELECT f.source_id, f.employee_id, f.customer_id, coalesce(c.state, 0), coalesce(c.changed_at, 0),"
    " coalesce(c.asked_at, 0), coalesce(c.code, ''), '', coalesce(i.customer, 0) FROM follow_relation f" CUSTOS_ARCHIVED
    " LEFT JOIN customer_identity i ON i.kind = 1 AND i.scope = f.source_id AND i.value = f.customer_id";
constexpr char kGroupRows[] =
    "SELECT c.source_id, c.holder, c.customer_id, c.state, c.changed_at, c.asked_at, c.code, coalesce(g.name, ''),"
    " coalesce(i.customer, 0) FROM consent c"
    " LEFT JOIN chat_group g ON g.source_id = c.source_id AND g.id = c.holder"
    " LEFT JOIN customer_identity i ON i.kind = 1 AND i.scope = c.source_id AND i.value = c.customer_id";
#undef CUSTOS_ARCHIVED

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

std::vector<ConsentPairDue> PairsIn(const db::Rows& rows) {
  std::vector<ConsentPairDue> pairs;
  for (std::size_t i = 0; i < rows.size(); ++i) pairs.push_back({rows.Text(i, 0), rows.Text(i, 1)});
  return pairs;
}

}  // namespace

Result<std::vector<ConsentPairDue>> PostgresConsentStore::DuePairs(const std::string& source, TimeMs before,
                                                                   std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    const auto most = static_cast<std::int64_t>(limit);
    std::vector<ConsentPairDue> due = PairsIn(lease->Query(WithStands(kNews), db::Params().Int(id).Int(most)));
    const auto rest = [&] { return most - static_cast<std::int64_t>(due.size()); };
    const auto add = [&](const std::vector<ConsentPairDue>& more) { due.insert(due.end(), more.begin(), more.end()); };
    if (rest() > 0) {
      add(PairsIn(lease->Query(std::string("WITH ") + kStandingRelations + " " + kNeverAsked,
                               db::Params().Int(id).Int(rest()))));
    }
    if (rest() > 0) {
      add(PairsIn(lease->Query(WithStands(kAskedBefore), db::Params().Int(id).Int(before).Int(rest()))));
    }
    return due;
  });
}

Result<std::vector<ConsentGroupDue>> PostgresConsentStore::DueGroups(const std::string& source, TimeMs before,
                                                                     std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    const db::Rows rows = lease->Query(kGroups, db::Params().Int(id).Int(before).Int(static_cast<std::int64_t>(limit)));
    std::vector<ConsentGroupDue> groups;
    for (std::size_t i = 0; i < rows.size(); ++i) groups.push_back({rows.Text(i, 0), Lines(rows.View(i, 1))});
    return groups;
  });
}

Status PostgresConsentStore::Put(const std::string& source, ConsentKind kind, const std::vector<ConsentFact>& facts) {
  if (facts.empty()) return {};
  return db::Guard([&] {
    std::vector<std::string> holders, customers, codes;
    std::vector<std::int32_t> states;
    std::vector<std::int64_t> changed;
    for (const ConsentFact& fact : facts) {
      holders.push_back(fact.holder);
      customers.push_back(fact.customer);
      states.push_back(static_cast<int>(fact.state));
      changed.push_back(fact.changed_at);
      codes.push_back(fact.code);
    }
    auto lease = writers_.Acquire();
    const int id = sources_.IdOf(*lease, source);
    lease->Query(kPut, db::Params()
                           .Int(id)
                           .Int(static_cast<int>(kind))
                           .TextArray(holders)
                           .TextArray(customers)
                           .Int4Array(states)
                           .IntArray(changed)
                           .TextArray(codes)
                           .Int(clock_.Now()));
  });
}

Result<ConsentPage> PostgresConsentStore::List(const ConsentFilter& filter) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const bool groups = filter.kind == ConsentKind::kGroup;
    const std::string key =
        groups ? "(c.source_id, c.holder, c.customer_id)" : "(f.source_id, f.employee_id, f.customer_id)";
    SqlWhere where;
    where.And(groups ? "c.kind = 2" : kRelationStands);
    if (filter.state) where.And("coalesce(c.state, 0) = " + where.BindInt(static_cast<int>(*filter.state)));
    if (filter.employee && !groups) AndOf(where, "f", AllOfPerson(*lease, sources_, *filter.employee));
    if (!filter.cursor.empty()) {
      const auto last = ParseTextCursor(kCursor, filter.cursor, 3);
      where.And(key + " > (" + where.BindText(last[0]) + "::int, " + where.BindText(last[1]) + ", " +
                where.BindText(last[2]) + ")");
    }
    const std::string order = groups ? " ORDER BY c.source_id, c.holder, c.customer_id"
                                     : " ORDER BY f.source_id, f.employee_id, f.customer_id";
    const std::string limit = where.BindInt(static_cast<std::int64_t>(filter.limit) + 1);
    const db::Rows rows =
        lease->Query((groups ? kGroupRows : kPairs) + where.text + order + " LIMIT " + limit, where.params);
    const std::size_t shown = std::min(rows.size(), filter.limit);
    People people(*lease, sources_);
    for (std::size_t i = 0; i < shown; ++i) {
      const int source = static_cast<int>(rows.Int(i, 0));
      if (!groups) people.Want(source, PartyKind::kStaff, rows.Text(i, 1));
      people.Want(source, PartyKind::kExternal, rows.Text(i, 2));
    }
    people.Load();
    ConsentPage page;
    for (std::size_t i = 0; i < shown; ++i) {
      const int source = static_cast<int>(rows.Int(i, 0));
      ConsentView& row = page.items.emplace_back();
      row.kind = filter.kind;
      if (groups) {
        row.group = rows.Text(i, 1);
        row.group_name = rows.Text(i, 7);
      } else {
        row.employee = people.Get(source, PartyKind::kStaff, rows.Text(i, 1));
      }
      row.customer = people.Get(source, PartyKind::kExternal, rows.Text(i, 2));
      row.state = static_cast<ConsentState>(rows.Int(i, 3));
      row.changed_at = rows.Int(i, 4);
      row.asked_at = rows.Int(i, 5);
      row.code = rows.Text(i, 6);
      row.record = rows.Id(i, 8);
    }
    if (rows.size() > shown) {
      page.next_cursor = MakeTextCursor(
          kCursor, {std::to_string(rows.Int(shown - 1, 0)), rows.Text(shown - 1, 1), rows.Text(shown - 1, 2)});
    }
    return page;
  });
}

}  // namespace custos::storage
