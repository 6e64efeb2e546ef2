// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_coverage_store.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"
#include "storage/postgres/standing.h"

namespace custos::storage {
namespace {

using Kind = CoverageGapKind;

constexpr char kCursor = 'G';

// {of}: what is counted apart, nothing or the main department of an employee.
constexpr char kCoverage[] =
    "people AS (SELECT source_id, id, {of} AS part, archived FROM employee WHERE active),"
    " heads AS (SELECT source_id, part, count(*) AS employees, count(*) FILTER (WHERE archived) AS seats"
    "  FROM people GROUP BY source_id, part),"
    " held AS (SELECT source_id, part, count(*) AS customers, count(*) FILTER (WHERE covered) AS covered FROM"
    "  (SELECT p.source_id, p.part, l.customer_id, bool_or(p.archived) AS covered FROM live l JOIN people p"
    "   ON p.source_id = l.source_id AND p.id = l.employee_id GROUP BY 1, 2, 3) h GROUP BY source_id, part),"
    " said AS (SELECT p.source_id, p.part, count(*) AS pairs, count(*) FILTER (WHERE c.state = 1) AS agreed,"
    "   count(*) FILTER (WHERE c.state = 2) AS disagreed, count(*) FILTER (WHERE c.state = 3) AS by_default"
    "  FROM live l JOIN people p ON p.source_id = l.source_id AND p.id = l.employee_id AND p.archived"
    "  LEFT JOIN consent c ON c.source_id = l.source_id AND c.kind = 1 AND c.holder = l.employee_id"
    "   AND c.customer_id = l.customer_id GROUP BY p.source_id, p.part)"
    " SELECT h.source_id, h.part, coalesce(d.name, ''), h.employees, h.seats, coalesce(k.customers, 0),"
    "  coalesce(k.covered, 0), coalesce(s.pairs, 0), coalesce(s.agreed, 0), coalesce(s.disagreed, 0),"
    "  coalesce(s.by_default, 0) FROM heads h LEFT JOIN held k USING (source_id, part)"
    "  LEFT JOIN said s USING (source_id, part)"
    "  LEFT JOIN department d ON d.source_id = h.source_id AND d.id = h.part";

// Each tells (source_id, employee_id, item, label, n, since). $1: names of departments, $2: a time.
constexpr char kNoSeat[] =
    "SELECT l.source_id, l.employee_id, '' AS item, '' AS label, count(*) AS n, 0::bigint AS since FROM live l"
    " JOIN employee e ON e.source_id = l.source_id AND e.id = l.employee_id AND e.active AND NOT e.archived"
    " GROUP BY l.source_id, l.employee_id";
constexpr char kCustomerNoSeat[] =
    "SELECT l.source_id, l.employee_id, l.customer_id AS item, coalesce(c.name, '') AS label, 0::bigint AS n,"
    " 0::bigint AS since FROM live l JOIN employee e ON e.source_id = l.source_id AND e.id = l.employee_id AND e.active"
    " AND NOT e.archived LEFT JOIN customer c ON c.source_id = l.source_id AND c.id = l.customer_id";
constexpr char kSaid[] =
    "SELECT l.source_id, l.employee_id, '' AS item, '' AS label, count(*) AS n, 0::bigint AS since FROM live l"
    " JOIN employee e ON e.source_id = l.source_id AND e.id = l.employee_id AND e.active AND e.archived"
    " JOIN consent c ON c.source_id = l.source_id AND c.kind = 1 AND c.holder = l.employee_id"
    "  AND c.customer_id = l.customer_id AND c.state = {state} GROUP BY l.source_id, l.employee_id";
constexpr char kNoDevice[] =
    "SELECT e.source_id, e.id AS employee_id, '' AS item, '' AS label, 0::bigint AS n, 0::bigint AS since"
    " FROM employee e JOIN source s ON s.source_id = e.source_id WHERE e.active AND EXISTS (SELECT 1 FROM department d"
    "  JOIN department top ON top.source_id = d.source_id AND top.id = ANY(d.path) AND top.name = ANY($1::text[])"
    "  WHERE d.source_id = e.source_id AND d.id = ANY(e.departments))"
    " AND NOT EXISTS (SELECT 1 FROM device v WHERE v.employee_source = s.name AND v.employee_id = e.id AND v.state = "
    "1)";
constexpr char kDevices[] =
    "SELECT s.source_id, v.employee_id, v.id AS item, v.label, {n} AS n, v.last_seen_at AS since FROM device v"
    " JOIN source s ON s.name = v.employee_source WHERE ";
constexpr char kGone[] =
    "NOT EXISTS (SELECT 1 FROM employee e WHERE e.source_id = s.source_id AND e.id = {who} AND e.active)";
constexpr char kLeftNumber[] =
    "SELECT s.source_id, n.employee_id, n.value AS item, n.scope AS label, 0::bigint AS n, n.since"
    " FROM employee_number n JOIN source s ON s.name = n.employee_source WHERE ";
// Calls of a telephone system stand for the extension where nobody is entered for it. Sources that have a directory of
// their own know their people.
constexpr char kUnboundNumber[] =
    "SELECT u.source_id, u.party_id AS employee_id, u.party_id AS item, u.exchange AS label,"
    " sum(v.messages)::bigint AS n, max(v.last_at) AS since"
    " FROM (SELECT p.source_id, p.party_id, min(s.exchange) AS exchange, array_agg(p.conversation_id) AS ids"
    "  FROM (SELECT source_id, directory_id, CASE WHEN left(name, 9) = 'exchange:' THEN substr(name, 10) ELSE '' END"
    "    AS exchange FROM source o WHERE NOT EXISTS (SELECT 1 FROM employee e WHERE e.source_id = o.source_id)) s"
    "  JOIN conversation_party p ON p.source_id = s.source_id AND p.kind = 1 AND left(p.party_id, 7) <> 'device:'"
    "   AND (s.exchange <> '' OR p.party_id ~ '^[0-9]{2,15}$')"
    "  WHERE NOT EXISTS (SELECT 1 FROM employee e WHERE e.id = p.party_id"
    "    AND (s.directory_id IS NULL OR e.source_id = s.directory_id))"
    "   AND NOT EXISTS (SELECT 1 FROM employee_number b WHERE b.value = p.party_id"
    "    AND (b.scope = '' OR s.exchange = '' OR b.scope = s.exchange)) GROUP BY p.source_id, p.party_id) u"
    " JOIN conversation v ON v.conversation_id = ANY(u.ids) GROUP BY u.source_id, u.party_id, u.exchange";

std::string Put(std::string sql, std::string_view mark, std::string_view text) {
  const std::size_t at = sql.find(mark);
  return at == std::string::npos ? sql : sql.replace(at, mark.size(), text);
}

std::string Devices(const char* n, const std::string& condition) { return Put(kDevices, "{n}", n) + condition; }

std::string StatementOf(Kind kind) {
  switch (kind) {
    case Kind::kNoSeat: return kNoSeat;
    case Kind::kCustomerNoSeat: return kCustomerNoSeat;
    case Kind::kDisagreed: return Put(kSaid, "{state}", "2");
    case Kind::kNeverSaid: return Put(kSaid, "{state}", "3");
    case Kind::kNoDevice: return kNoDevice;
    case Kind::kSilentDevice: return Devices("0::bigint", "v.state = 1 AND v.last_seen_at < $2");
    case Kind::kDeviceGaps:
      return Devices("(SELECT sum(g.last_seq - g.first_seq + 1)::bigint FROM device_gap g WHERE g.device_id = v.id)",
                     "v.state = 1 AND EXISTS (SELECT 1 FROM device_gap g WHERE g.device_id = v.id)");
    case Kind::kLeftDevice: return Devices("0::bigint", "v.state <> 2 AND " + Put(kGone, "{who}", "v.employee_id"));
    case Kind::kLeftNumber: return kLeftNumber + Put(kGone, "{who}", "n.employee_id");
    case Kind::kUnboundNumber: return kUnboundNumber;
  }
  return kNoSeat;
}

std::string WithStanding() { return std::string("WITH ") + kStandingRelations; }

/// Every statement has both parameters, whether it asks for them or not.
SqlWhere Given(const CoverageGapQuery& query) {
  SqlWhere where;
  where.BindTexts(query.phones_expected);
  where.BindInt(query.silent_before);
  where.And("$1::text[] IS NOT NULL AND $2::bigint IS NOT NULL");
  return where;
}

}  // namespace

Result<std::vector<StaffCoverage>> PostgresCoverageStore::Coverage() {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    std::vector<StaffCoverage> all;
    for (const bool apart : {false, true}) {
      const db::Rows rows =
          lease->Query(WithStanding() + ", " + Put(kCoverage, "{of}", apart ? "main_department" : "0::bigint"));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (apart && rows.Int(i, 1) == 0) continue;  // in no department
        all.push_back({.source = sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 0))),
                       .department = rows.Int(i, 1),
                       .name = rows.Text(i, 2),
                       .employees = rows.Id(i, 3),
                       .seats = rows.Id(i, 4),
                       .customers = rows.Id(i, 5),
                       .covered = rows.Id(i, 6),
                       .pairs = rows.Id(i, 7),
                       .agreed = rows.Id(i, 8),
                       .disagreed = rows.Id(i, 9),
                       .by_default = rows.Id(i, 10)});
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const StaffCoverage& a, const StaffCoverage& b) {
      return std::pair(a.source, a.department) < std::pair(b.source, b.department);
    });
    return all;
  });
}

Result<std::map<CoverageGapKind, std::uint64_t>> PostgresCoverageStore::CountGaps(const CoverageGapQuery& query) {
  return db::Guard([&] {
    std::string sql = WithStanding();
    for (int i = 0; i < kCoverageGapKinds; ++i) {
      sql += i == 0 ? " " : " UNION ALL ";
      sql += "SELECT " + std::to_string(i) + ", count(*) FROM (" + StatementOf(static_cast<Kind>(i)) + ") g" +
             std::to_string(i);
    }
    const SqlWhere where = Given(query);
    const db::Rows rows = pool_.Acquire()->Query(sql, where.params);
    std::map<CoverageGapKind, std::uint64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) counts[static_cast<Kind>(rows.Int(i, 0))] = rows.Id(i, 1);
    return counts;
  });
}

Result<CoverageGapPage> PostgresCoverageStore::Gaps(const CoverageGapQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    SqlWhere where = Given(query);
    if (query.employee) AndOf(where, "g", AllOfPerson(*lease, sources_, *query.employee));
    if (!query.cursor.empty()) {
      const auto last = ParseTextCursor(kCursor, query.cursor, 4);
      where.And("(-g.n, g.source_id, g.employee_id, g.item) > (" + where.BindText(last[0]) + "::bigint, " +
                where.BindText(last[1]) + "::int, " + where.BindText(last[2]) + ", " + where.BindText(last[3]) + ")");
    }
    const std::string limit = where.BindInt(static_cast<std::int64_t>(query.limit) + 1);
    const db::Rows rows = lease->Query(
        WithStanding() + " SELECT g.source_id, g.employee_id, g.item, g.label, g.n, g.since, coalesce(i.customer, 0)" +
            " FROM (" + StatementOf(query.kind) + ") g LEFT JOIN customer_identity i ON i.kind = 1" +
            " AND i.scope = g.source_id AND i.value = g.item" + where.text +
            " ORDER BY -g.n, g.source_id, g.employee_id, g.item LIMIT " + limit,
        where.params);
    const std::size_t shown = std::min(rows.size(), query.limit);
    People people(*lease, sources_);
    for (std::size_t i = 0; i < shown; ++i) {
      people.Want(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1));
    }
    people.Load();
    CoverageGapPage page;
    for (std::size_t i = 0; i < shown; ++i) {
      page.items.push_back(
          {.employee = people.Get(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1)),
           .item = rows.Text(i, 2),
           .label = rows.Text(i, 3),
           .record = rows.Id(i, 6),
           .count = rows.Id(i, 4),
           .since = rows.Int(i, 5)});
    }
    if (rows.size() > shown) {
      const std::size_t last = shown - 1;
      page.next_cursor = MakeTextCursor(kCursor, {std::to_string(-rows.Int(last, 4)), std::to_string(rows.Int(last, 0)),
                                                  rows.Text(last, 1), rows.Text(last, 2)});
    }
    return page;
  });
}

}  // namespace custos::storage
