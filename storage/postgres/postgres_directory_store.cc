// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_directory_store.h"

#include <algorithm>
#include <map>

#include "storage/postgres/directory_rows.h"
#include "storage/postgres/people.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostFound = 500;

std::size_t Clamped(std::size_t limit) { return std::clamp<std::size_t>(limit, 1, kMostFound); }

/// Restricts employees `e` to the visible accounts themselves.
void AndIsVisible(SqlWhere& where, const VisibleAccounts& visible) {
  if (visible.all) return;
  const std::string sources = where.BindInts(visible.accounts.sources);
  const std::string ids = where.BindTexts(visible.accounts.ids);
  where.And("(e.source_id, e.id) IN (SELECT * FROM unnest(" + sources + "::bigint[], " + ids + "::text[]))");
}

void AndContains(SqlWhere& where, const std::string& table, const std::string& text) {
  if (text.empty()) return;
  const std::string bound = where.BindText(text);
  where.And("(strpos(lower(" + table + ".name), lower(" + bound + ")) > 0 OR strpos(lower(" + table + ".id), lower(" +
            bound + ")) > 0)");
}

std::vector<PersonView> Named(db::Connection& connection, Sources& sources, const db::Rows& rows, PartyKind kind) {
  People people(connection, sources);
  for (std::size_t i = 0; i < rows.size(); ++i) people.Want(static_cast<int>(rows.Int(i, 0)), kind, rows.Text(i, 1));
  people.Load();
  std::vector<PersonView> views;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    views.push_back(people.Get(static_cast<int>(rows.Int(i, 0)), kind, rows.Text(i, 1)));
  }
  return views;
}

}  // namespace

Status PostgresDirectoryStore::Apply(const DirectorySnapshot& snapshot) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const int source_id = sources_.IdOf(*lease, snapshot.source);
    db::Transaction transaction(*lease);
    DirectoryRows rows(*lease, source_id, snapshot.taken_at);
    if (snapshot.departments) rows.ReplaceDepartments(*snapshot.departments);
    if (snapshot.employees) rows.ReplaceEmployees(*snapshot.employees);
    rows.PutCustomers(snapshot.customers);
    rows.PutRelations(snapshot.relations);
    rows.PutTags(snapshot.customer_tags);
    rows.PutGroups(snapshot.groups);
    rows.CountChange();
    transaction.Commit();
  });
}

Result<std::vector<DepartmentView>> PostgresDirectoryStore::Departments(const Scope& scope) {
  return db::Guard([&] {
    std::vector<DepartmentView> views;
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return views;
    SqlWhere where;
    if (!visible.all) {
      const std::string sources = where.BindInts(visible.accounts.sources);
      const std::string ids = where.BindTexts(visible.accounts.ids);
      where.And("EXISTS (SELECT 1 FROM employee e JOIN unnest(" + sources + "::bigint[], " + ids +
                "::text[]) AS s(source_id, id) ON e.source_id = s.source_id AND e.id = s.id"
                " WHERE e.source_id = d.source_id AND d.id = ANY(e.departments))");
    }
    const db::Rows rows = lease->Query(
        "SELECT d.source_id, d.id, d.parent_id, d.name, (SELECT count(*) FROM employee e WHERE e.source_id = "
        "d.source_id"
        " AND d.id = ANY(e.departments) AND e.active) FROM department d" +
            where.text + " ORDER BY d.source_id, d.path",
        where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      views.push_back({.source = sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 0))),
                       .id = rows.Int(i, 1),
                       .parent_id = rows.Int(i, 2),
                       .name = rows.Text(i, 3),
                       .employees = rows.Id(i, 4)});
    }
    return views;
  });
}

Result<std::vector<PersonView>> PostgresDirectoryStore::FindEmployees(const Scope& scope, const std::string& text,
                                                                      std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return std::vector<PersonView>();
    SqlWhere where;
    AndIsVisible(where, visible);
    AndContains(where, "e", text);
    const db::Rows rows =
        lease->Query("SELECT e.source_id, e.id FROM employee e" + where.text +
                         " ORDER BY e.active DESC, e.name, e.id LIMIT " + std::to_string(Clamped(limit)),
                     where.params);
    return Named(*lease, sources_, rows, PartyKind::kStaff);
  });
}

Result<std::vector<PersonView>> PostgresDirectoryStore::FindCustomers(const Scope& scope, const std::string& text,
                                                                      std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return std::vector<PersonView>();
    SqlWhere where;
    AndContains(where, "c", text);
    if (!visible.all) {
      const std::string sources = where.BindInts(visible.accounts.sources);
      const std::string ids = where.BindTexts(visible.accounts.ids);
      const std::string accounts =
          " JOIN unnest(" + sources + "::bigint[], " + ids + "::text[]) AS s(source_id, id) ON ";
      where.And("(EXISTS (SELECT 1 FROM follow_relation f" + accounts +
                "f.source_id = s.source_id AND f.employee_id = s.id"
                " WHERE f.source_id = c.source_id AND f.customer_id = c.id)"
                " OR EXISTS (SELECT 1 FROM conversation_party o JOIN conversation_party p"
                " ON p.conversation_id = o.conversation_id AND p.kind = 1" +
                accounts +
                "p.source_id = s.source_id AND p.party_id = s.id"
                " WHERE o.party_id = c.id AND o.source_id = c.source_id AND o.kind = 2))");
    }
    const db::Rows rows = lease->Query("SELECT c.source_id, c.id FROM customer c" + where.text +
                                           " ORDER BY c.name, c.id LIMIT " + std::to_string(Clamped(limit)),
                                       where.params);
    return Named(*lease, sources_, rows, PartyKind::kExternal);
  });
}

}  // namespace custos::storage
