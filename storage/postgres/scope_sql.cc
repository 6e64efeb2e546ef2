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

std::vector<std::string> BytesOf(const std::vector<ConversationId>& conversations) {
  std::vector<std::string> bytes;
  for (const ConversationId& id : conversations) {
    bytes.emplace_back(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  }
  return bytes;
}

/// Conversations of the customers alone with somebody, not in groups.
Talks TalksWithServed(db::Connection& connection, const Accounts& accounts) {
  SqlWhere where;
  const std::string served = ServedBy(where, accounts);
  const db::Rows rows = connection.Query(
      "SELECT DISTINCT p.conversation_id, p.source_id, p.party_id FROM (" + served +
          ") c(customer) JOIN customer_identity i ON i.customer = c.customer JOIN conversation_party p"
          " ON p.party_id = party_of_identity(i.kind, i.value) AND p.kind = 2 AND NOT p.in_group"
          " JOIN source s ON s.source_id = p.source_id AND (i.kind <> 1 OR i.scope = coalesce(s.directory_id, "
          "s.source_id))",
      where.params);
  Talks talks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    talks.conversations.push_back(rows.Uuid(i, 0));
    talks.outsiders.sources.push_back(rows.Int(i, 1));
    talks.outsiders.ids.push_back(rows.Text(i, 2));
  }
  return talks;
}

/// A query of the conversations in which one of the accounts, of which there is one at least, takes part.
std::string TalksOf(SqlWhere& where, const Accounts& accounts) {
  const std::string sources = where.BindInts(accounts.sources);
  return "SELECT p.conversation_id FROM conversation_party p JOIN unnest(" + sources + "::bigint[], " +
         where.BindTexts(accounts.ids) +
         "::text[]) AS s(source_id, party_id) ON p.source_id = s.source_id AND p.party_id = s.party_id"
         " WHERE p.kind = 1";  // PartyKind::kStaff
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

Accounts AccountsOf(db::Connection& connection, Sources& sources, const std::vector<EmployeeRef>& employees) {
  Accounts accounts;
  for (const EmployeeRef& employee : employees) {
    accounts.sources.push_back(sources.Find(connection, employee.source));
    accounts.ids.push_back(employee.id);
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
      visible.accounts = AccountsOf(connection, sources, scope.employees);
      if (!visible.accounts.empty()) visible.inherited = TalksWithServed(connection, visible.accounts);
      break;
  }
  return visible;
}

std::string ServedBy(SqlWhere& where, const Accounts& accounts) {
  const std::string given = "unnest(" + where.BindInts(accounts.sources) + "::bigint[], " +
                            where.BindTexts(accounts.ids) + "::text[]) AS a(source_id, id)";
  return "SELECT o.customer FROM " + given +
         " JOIN ownership o ON o.owner_id = a.id AND o.owner_source = a.source_id AND o.owner_id <> '' AND NOT o.merged"
         " UNION SELECT o.customer FROM " +
         given +
         " JOIN ownership o ON o.borrower_id = a.id AND o.borrower_source = a.source_id AND o.borrower_id <> ''"
         " AND NOT o.merged"
         " UNION SELECT s.customer FROM " +
         given + " JOIN ownership_share s ON s.employee_id = a.id AND s.source_id = a.source_id";
}

void AndTakesPart(SqlWhere& where, const std::string& column, const Accounts& accounts) {
  where.And(accounts.empty() ? "false" : column + " IN (" + TalksOf(where, accounts) + ")");
}

void AndVisible(SqlWhere& where, const std::string& column, const VisibleAccounts& visible) {
  if (visible.all) return;
  if (visible.inherited.conversations.empty()) return AndTakesPart(where, column, visible.accounts);
  where.And(column + " IN (" + TalksOf(where, visible.accounts) + " UNION ALL SELECT unnest(" +
            where.BindUuids(BytesOf(visible.inherited.conversations)) + "::uuid[]))");
}

std::set<ConversationId> VisibleOf(db::Connection& connection, const VisibleAccounts& visible,
                                   const std::vector<ConversationId>& conversations) {
  if (visible.all) return {conversations.begin(), conversations.end()};
  SqlWhere where;
  where.And("c.conversation_id = ANY(" + where.BindUuids(BytesOf(conversations)) + "::uuid[])");
  AndVisible(where, "c.conversation_id", visible);
  const db::Rows rows = connection.Query("SELECT c.conversation_id FROM conversation c" + where.text, where.params);
  std::set<ConversationId> shown;
  for (std::size_t i = 0; i < rows.size(); ++i) shown.insert(rows.Uuid(i, 0));
  return shown;
}

}  // namespace custos::storage
