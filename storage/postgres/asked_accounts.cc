// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/asked_accounts.h"

namespace custos::storage {
namespace {

constexpr char kJoined[] =
    "SELECT a.source_id, a.employee_id, a.member FROM staff_account a LEFT JOIN employee e"
    " ON e.source_id = a.source_id AND e.id = a.employee_id"
    " ORDER BY a.member, coalesce(e.active, false) DESC, a.source_id, a.employee_id";
constexpr char kAllOfPersons[] =
    "SELECT DISTINCT coalesce(b.source_id, t.source_id), coalesce(b.employee_id, t.id)"
    " FROM unnest($1::bigint[], $2::text[]) AS t(source_id, id)"
    " LEFT JOIN staff_account a ON a.source_id = t.source_id AND a.employee_id = t.id"
    " LEFT JOIN staff_account b ON b.member = a.member";

}  // namespace

Accounts AllOfPersons(db::Connection& connection, Sources& sources, const std::vector<EmployeeRef>& employees) {
  Accounts named, all;
  for (const EmployeeRef& one : employees) {
    named.sources.push_back(sources.Find(connection, one.source));
    named.ids.push_back(one.id);
  }
  const db::Rows rows = connection.Query(kAllOfPersons, db::Params().IntArray(named.sources).TextArray(named.ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    all.sources.push_back(rows.Int(i, 0));
    all.ids.push_back(rows.Text(i, 1));
  }
  return all;
}

Accounts AllOfPerson(db::Connection& connection, Sources& sources, const EmployeeRef& employee) {
  return AllOfPersons(connection, sources, {employee});
}

std::optional<Accounts> AskedFor(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                                 const std::optional<DepartmentRef>& department,
                                 const std::optional<EmployeeRef>& employee) {
  if (visible.all && !department && !employee) return std::nullopt;
  if (!department && !employee) return visible.accounts;
  const Accounts wanted =
      employee ? AllOfPerson(connection, sources, *employee) : EmployeesOf(connection, sources, {*department});
  VisibleAccounts members{.all = true, .accounts = {}};
  if (employee && department) members = {.all = false, .accounts = EmployeesOf(connection, sources, {*department})};
  Accounts both;
  for (std::size_t i = 0; i < wanted.ids.size(); ++i) {
    const auto within = [&](const VisibleAccounts& one) { return one.Covers(wanted.sources[i], wanted.ids[i]); };
    if (!within(visible) || !within(members)) continue;
    both.sources.push_back(wanted.sources[i]);
    both.ids.push_back(wanted.ids[i]);
  }
  return both;
}

void AndOf(SqlWhere& where, const std::string& table, const std::optional<Accounts>& accounts) {
  if (!accounts) return;
  const std::string sources = where.BindInts(accounts->sources);
  where.And("(" + table + ".source_id, " + table + ".employee_id) IN (SELECT * FROM unnest(" + sources +
            "::bigint[], " + where.BindTexts(accounts->ids) + "::text[]))");
}

Joined LoadJoined(db::Connection& connection, const std::optional<Accounts>& accounts) {
  const db::Rows rows = connection.Query(kJoined);
  const VisibleAccounts counted{.all = !accounts, .accounts = accounts.value_or(Accounts())};
  Joined joined;
  std::int64_t member = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!counted.all && !counted.Covers(rows.Int(i, 0), rows.View(i, 1))) continue;
    if (rows.Int(i, 2) != member) first = i;
    member = rows.Int(i, 2);
    joined.accounts.sources.push_back(rows.Int(i, 0));
    joined.accounts.ids.push_back(rows.Text(i, 1));
    joined.firsts.sources.push_back(rows.Int(first, 0));
    joined.firsts.ids.push_back(rows.Text(first, 1));
  }
  return joined;
}

std::string FirstOf(const std::string& table, const std::string& alias, const Joined& joined, SqlWhere& where) {
  const std::string sources = where.BindInts(joined.accounts.sources), ids = where.BindTexts(joined.accounts.ids);
  const std::string first_sources = where.BindInts(joined.firsts.sources);
  return " LEFT JOIN unnest(" + sources + "::bigint[], " + ids + "::text[], " + first_sources + "::bigint[], " +
         where.BindTexts(joined.firsts.ids) + "::text[]) AS " + alias +
         "(account_source, account_id, source_id, employee_id) ON " + alias + ".account_source = " + table +
         ".source_id AND " + alias + ".account_id = " + table + ".employee_id";
}

}  // namespace custos::storage
