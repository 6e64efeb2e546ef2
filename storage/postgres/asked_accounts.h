// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/postgres/scope_sql.h"

namespace custos::storage {

/// All work accounts of the employees' persons, they themselves among them: whoever asks for an employee means the
/// person.
Accounts AllOfPersons(db::Connection& connection, Sources& sources, const std::vector<EmployeeRef>& employees);
Accounts AllOfPerson(db::Connection& connection, Sources& sources, const EmployeeRef& employee);

/// The accounts of a question: those in sight, of the department, and all of the employee's person, whichever are asked
/// for. nullopt: everybody.
std::optional<Accounts> AskedFor(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                                 const std::optional<DepartmentRef>& department,
                                 const std::optional<EmployeeRef>& employee);

/// Restricts (source, employee) of `table` to the accounts.
void AndOf(SqlWhere& where, const std::string& table, const std::optional<Accounts>& accounts);

/// Work accounts that are one person's with others, each with the first that stands for all.
struct Joined {
  Accounts accounts;
  Accounts firsts;
};

/// Of the accounts in question; the others are nobody's to see.
Joined LoadJoined(db::Connection& connection, const std::optional<Accounts>& accounts);

/// A join that names, as `alias`, the first account of the person who has an account of `table`; NULL when it stands
/// alone.
std::string FirstOf(const std::string& table, const std::string& alias, const Joined& joined, SqlWhere& where);

}  // namespace custos::storage
