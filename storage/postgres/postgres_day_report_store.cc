// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_day_report_store.h"

#include <algorithm>
#include <map>

#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"
#include "storage/postgres/scope_json.h"
#include "storage/user_store.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 'y';
constexpr std::size_t kMostPerPage = 200;

constexpr char kColumns[] =
    "SELECT r.id, r.day, r.user_id, r.user_name, r.first_at, r.version, r.at, r.body, r.counts FROM day_report r";
// Who hands in twice at once waits for himself.
constexpr char kAdd[] =
    "INSERT INTO day_report (day, user_id, user_name, first_at, at, body, counts) VALUES ($1, $2, $3, $4, $4, $5, $6)"
    " ON CONFLICT (day, user_id) DO NOTHING RETURNING id";
constexpr char kLock[] = "SELECT id, body, counts FROM day_report WHERE day = $1 AND user_id = $2 FOR UPDATE";
constexpr char kKeep[] =
    "INSERT INTO day_report_past SELECT id, version, at, body, counts FROM day_report WHERE id = $1";
constexpr char kChange[] =
    "UPDATE day_report SET version = version + 1, at = $2, body = $3, counts = $4, user_name = $5 WHERE id = $1";
constexpr char kAddAccount[] =
    "INSERT INTO day_report_account (report, source_id, employee_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
constexpr char kAccounts[] =
    "SELECT report, source_id, employee_id FROM day_report_account WHERE report = ANY($1::bigint[])"
    " ORDER BY report, source_id, employee_id";
constexpr char kReaders[] =
    "SELECT report, user_id, user_name, version, at FROM day_report_reader WHERE report = ANY($1::bigint[])"
    " ORDER BY at, user_id";
constexpr char kPast[] = "SELECT version, at, body, counts FROM day_report_past WHERE report = $1 ORDER BY version";
constexpr char kRead[] =
    "INSERT INTO day_report_reader (report, user_id, user_name, version, at)"
    " SELECT id, $2, $3, version, $4 FROM day_report WHERE id = $1 AND user_id <> $2"
    " ON CONFLICT (report, user_id) DO UPDATE SET user_name = excluded.user_name, version = excluded.version,"
    " at = excluded.at WHERE day_report_reader.version < excluded.version";
constexpr char kSilent[] =
    "SELECT u.id, u.display_name, u.scope FROM app_user u WHERE u.role = $1 AND NOT u.disabled AND NOT EXISTS"
    " (SELECT 1 FROM day_report r WHERE r.day = $2 AND r.user_id = u.id) ORDER BY u.display_name, u.id";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoReport() { db::Fail(ErrorKind::kNotFound, "day_report.not_found", "no such report in sight"); }

DayReportState StateAt(const db::Rows& rows, std::size_t i, int first) {
  return {.version = rows.Id(i, first),
          .at = rows.Int(i, first + 1),
          .text = rows.Text(i, first + 2),
          .counts = rows.Text(i, first + 3)};
}

}  // namespace

std::vector<DayReport> PostgresDayReportStore::Load(db::Connection& connection, const SqlWhere& where,
                                                    const std::string& rest) {
  const db::Rows rows = connection.Query(kColumns + where.text + rest, where.params);
  std::vector<DayReport> reports;
  std::vector<std::int64_t> ids;
  std::map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    places[rows.Id(i, 0)] = i;
    ids.push_back(rows.Int(i, 0));
    reports.push_back({.id = rows.Id(i, 0),
                       .day = rows.Int(i, 1),
                       .user_id = rows.Id(i, 2),
                       .user_name = rows.Text(i, 3),
                       .employees = {},
                       .handed_in_at = rows.Int(i, 4),
                       .now = StateAt(rows, i, 5),
                       .past = {},
                       .readers = {}});
  }
  if (reports.empty()) return reports;
  const db::Rows accounts = connection.Query(kAccounts, db::Params().IntArray(ids));
  People people(connection, sources_);
  const auto source = [&](std::size_t i) { return static_cast<int>(accounts.Int(i, 1)); };
  for (std::size_t i = 0; i < accounts.size(); ++i) people.Want(source(i), PartyKind::kStaff, accounts.Text(i, 2));
  people.Load();
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    reports[places[accounts.Id(i, 0)]].employees.push_back(
        people.Get(source(i), PartyKind::kStaff, accounts.Text(i, 2)));
  }
  const db::Rows readers = connection.Query(kReaders, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < readers.size(); ++i) {
    reports[places[readers.Id(i, 0)]].readers.push_back(
        {readers.Id(i, 1), readers.Text(i, 2), readers.Id(i, 3), readers.Int(i, 4)});
  }
  return reports;
}

void PostgresDayReportStore::AddPast(db::Connection& connection, DayReport& report) {
  const db::Rows rows = connection.Query(kPast, db::Params().Int(Signed(report.id)));
  for (std::size_t i = 0; i < rows.size(); ++i) report.past.push_back(StateAt(rows, i, 0));
}

SqlWhere PostgresDayReportStore::InSight(db::Connection& connection, const Scope& scope, std::uint64_t reader,
                                         const std::optional<DepartmentRef>& department) {
  const VisibleAccounts visible = Resolve(connection, sources_, scope);
  const auto accounts = AskedFor(connection, sources_, visible, department, std::nullopt);
  SqlWhere where;
  if (!accounts) return where;
  std::string seen =
      "EXISTS (SELECT 1 FROM day_report_account a WHERE a.report = r.id AND (a.source_id, a.employee_id) IN"
      " (SELECT * FROM unnest(" +
      where.BindInts(accounts->sources) + "::bigint[], " + where.BindTexts(accounts->ids) + "::text[])))";
  if (!department) seen += " OR r.user_id = " + where.BindInt(Signed(reader));
  where.And("(" + seen + ")");
  return where;
}

Result<DayReport> PostgresDayReportStore::HandIn(const DayReportAuthor& author, std::int64_t day,
                                                 const std::string& text, const std::string& counts) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const TimeMs now = clock_.Now();
    const db::Rows added = lease->Query(
        kAdd, db::Params().Int(day).Int(Signed(author.id)).Text(author.name).Int(now).Text(text).Text(counts));
    std::uint64_t id = added.empty() ? 0 : added.Id(0, 0);
    if (id == 0) {
      const db::Rows old = lease->Query(kLock, db::Params().Int(day).Int(Signed(author.id)));
      id = old.Id(0, 0);
      if (old.Text(0, 1) != text || old.Text(0, 2) != counts) {
        lease->Query(kKeep, db::Params().Int(Signed(id)));
        lease->Query(kChange, db::Params().Int(Signed(id)).Int(now).Text(text).Text(counts).Text(author.name));
      }
    }
    for (const EmployeeRef& own : author.employees) {
      const int source = sources_.IdOf(*lease, own.source);
      lease->Query(kAddAccount, db::Params().Int(Signed(id)).Int(source).Text(own.id));
    }
    SqlWhere where;
    where.And("r.id = " + where.BindInt(Signed(id)));
    DayReport report = Load(*lease, where, "").at(0);
    AddPast(*lease, report);
    transaction.Commit();
    return report;
  });
}

Result<std::optional<DayReport>> PostgresDayReportStore::Own(std::uint64_t user_id, std::int64_t day) {
  return db::Guard([&]() -> std::optional<DayReport> {
    auto lease = pool_.Acquire();
    SqlWhere where;
    where.And("r.user_id = " + where.BindInt(Signed(user_id)) + " AND r.day = " + where.BindInt(day));
    std::vector<DayReport> found = Load(*lease, where, "");
    if (found.empty()) return std::nullopt;
    AddPast(*lease, found.front());
    return std::move(found.front());
  });
}

Result<DayReport> PostgresDayReportStore::Get(const Scope& scope, std::uint64_t reader, std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    SqlWhere where = InSight(*lease, scope, reader, std::nullopt);
    where.And("r.id = " + where.BindInt(Signed(id)));
    std::vector<DayReport> found = Load(*lease, where, "");
    if (found.empty()) NoReport();
    AddPast(*lease, found.front());
    return std::move(found.front());
  });
}

Result<DayReportPage> PostgresDayReportStore::List(const Scope& scope, std::uint64_t reader,
                                                   const DayReportQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
    SqlWhere where = InSight(*lease, scope, reader, query.department);
    where.And("r.day = " + where.BindInt(query.day));
    DayReportPage page;
    page.total = lease->Query("SELECT count(*) FROM day_report r" + where.text, where.params).Id(0, 0);
    if (!query.cursor.empty()) {
      // A cursor holds numbers: the page goes on behind the report that ended the last one.
      const std::int64_t last = ParseCursor(kCursorTag, query.cursor, 1)[0];
      where.And("(r.user_name, r.id) > (SELECT x.user_name, x.id FROM day_report x WHERE x.id = " +
                where.BindInt(last) + ")");
    }
    page.items = Load(*lease, where, " ORDER BY r.user_name, r.id LIMIT " + std::to_string(limit + 1));
    if (page.items.size() > limit) {
      page.items.resize(limit);
      page.next_cursor = MakeCursor(kCursorTag, {Signed(page.items.back().id)});
    }
    return page;
  });
}

Result<std::vector<MissingReport>> PostgresDayReportStore::Missing(const Scope& scope, const DayReportQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    std::vector<MissingReport> missing;
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const auto accounts = AskedFor(*lease, sources_, visible, query.department, std::nullopt);
    const VisibleAccounts asked{.all = !accounts, .accounts = accounts.value_or(Accounts())};
    if (asked.nothing()) return missing;
    const db::Rows rows = lease->Query(kSilent, db::Params().Int(static_cast<int>(UserRole::kRep)).Int(query.day));
    People people(*lease, sources_);
    std::vector<std::vector<std::pair<int, std::string>>> own(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Scope scope_of_user = ScopeFromJson(rows.Text(i, 2));
      if (scope_of_user.kind != Scope::Kind::kOwn) continue;
      for (const EmployeeRef& one : scope_of_user.employees) {
        const int source = sources_.Find(*lease, one.source);
        if (!asked.all && !asked.Covers(source, one.id)) continue;
        own[i].emplace_back(source, one.id);
        people.Want(source, PartyKind::kStaff, one.id);
      }
    }
    people.Load();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (own[i].empty()) continue;
      MissingReport& one = missing.emplace_back(MissingReport{rows.Id(i, 0), rows.Text(i, 1), {}});
      for (const auto& [source, id] : own[i]) one.employees.push_back(people.Get(source, PartyKind::kStaff, id));
    }
    return missing;
  });
}

Status PostgresDayReportStore::MarkRead(const Scope& scope, std::uint64_t reader, const std::string& name,
                                        std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    SqlWhere where = InSight(*lease, scope, reader, std::nullopt);
    where.And("r.id = " + where.BindInt(Signed(id)));
    if (lease->Query("SELECT 1 FROM day_report r" + where.text, where.params).empty()) NoReport();
    lease->Query(kRead, db::Params().Int(Signed(id)).Int(Signed(reader)).Text(name).Int(clock_.Now()));
  });
}

}  // namespace custos::storage
