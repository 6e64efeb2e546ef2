// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/scope_sql.h"

namespace custos::storage {
namespace {

constexpr char kEmployees[] =
    "SELECT e.source_id, e.id FROM employee e WHERE EXISTS (SELECT 1 FROM department d"
    " JOIN unnest($1::bigint[], $2::bigint[]) AS r(source_id, id) ON d.source_id = r.source_id AND r.id = ANY(d.path)"
    " WHERE d.source_id = e.source_id AND d.id = ANY(e.departments))";

constexpr char kBorrowers[] = "SELECT source_id, directory_id FROM source WHERE directory_id IS NOT NULL";

/// An employee is the same in every source that uses the directory he is in.
void AddBorrowers(db::Connection& connection, Accounts* accounts) {
  if (accounts->empty()) return;
  const std::size_t own = accounts->ids.size();
  const db::Rows rows = connection.Query(kBorrowers);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = 0; k < own; ++k) {
      if (accounts->sources[k] != rows.Int(i, 1)) continue;
      accounts->sources.push_back(rows.Int(i, 0));
      accounts->ids.push_back(accounts->ids[k]);
    }
  }
}

}  // namespace

bool VisibleAccounts::Covers(std::int64_t source_id, std::string_view id) const {
  if (all) return true;
  for (std::size_t i = 0; i < accounts.ids.size(); ++i) {
    if (accounts.sources[i] == source_id && accounts.ids[i] == id) return true;
  }
  return false;
}

Accounts EmployeesOf(db::Connection& connection, Sources& sources, const std::vector<DepartmentRef>& departments) {
  std::vector<std::int64_t> source_ids;
  std::vector<std::int64_t> ids;
  for (const DepartmentRef& department : departments) {
    source_ids.push_back(sources.Find(connection, department.source));
    ids.push_back(department.id);
  }
  Accounts accounts;
  const db::Rows rows = connection.Query(kEmployees, db::Params().IntArray(source_ids).IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    accounts.sources.push_back(rows.Int(i, 0));
    accounts.ids.push_back(rows.Text(i, 1));
  }
  AddBorrowers(connection, &accounts);
  return accounts;
}

VisibleAccounts Resolve(db::Connection& connection, Sources& sources, const Scope& scope) {
  VisibleAccounts visible;
  switch (scope.kind) {
    case Scope::Kind::kNothing: break;
    case Scope::Kind::kAll: visible.all = true; break;
    case Scope::Kind::kDepartments: visible.accounts = EmployeesOf(connection, sources, scope.departments); break;
    case Scope::Kind::kOwn:
      for (const EmployeeRef& employee : scope.employees) {
        visible.accounts.sources.push_back(sources.Find(connection, employee.source));
        visible.accounts.ids.push_back(employee.id);
      }
      AddBorrowers(connection, &visible.accounts);
      break;
  }
  return visible;
}

void AndTakesPart(SqlWhere& where, const std::string& column, const Accounts& accounts) {
  if (accounts.empty()) {
    where.And("false");
    return;
  }
  const std::string sources = where.BindInts(accounts.sources);
  const std::string ids = where.BindTexts(accounts.ids);
  where.And(column + " IN (SELECT p.conversation_id FROM conversation_party p JOIN unnest(" + sources + "::bigint[], " +
            ids + "::text[]) AS s(source_id, party_id) ON p.source_id = s.source_id AND p.party_id = s.party_id" +
            " WHERE p.kind = 1)");  // PartyKind::kStaff
}

void AndVisible(SqlWhere& where, const std::string& column, const VisibleAccounts& visible) {
  if (!visible.all) AndTakesPart(where, column, visible.accounts);
}

std::set<ConversationId> VisibleOf(db::Connection& connection, const VisibleAccounts& visible,
                                   const std::vector<ConversationId>& conversations) {
  if (visible.all) return {conversations.begin(), conversations.end()};
  std::vector<std::string> ids;
  for (const ConversationId& id : conversations) {
    ids.emplace_back(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  }
  SqlWhere where;
  where.And("c.conversation_id = ANY(" + where.BindUuids(ids) + "::uuid[])");
  AndVisible(where, "c.conversation_id", visible);
  const db::Rows rows = connection.Query("SELECT c.conversation_id FROM conversation c" + where.text, where.params);
  std::set<ConversationId> shown;
  for (std::size_t i = 0; i < rows.size(); ++i) shown.insert(rows.Uuid(i, 0));
  return shown;
}

}  // namespace custos::storage
