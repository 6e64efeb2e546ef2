// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "storage/activity_store.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {

/// The accounts of a question: those in sight, of the department, and the employee, whichever are asked for. nullopt:
/// everybody.
std::optional<Accounts> AskedFor(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                                 const std::optional<DepartmentRef>& department,
                                 const std::optional<EmployeeRef>& employee);

/// Restricts (source, employee) of `table` to the accounts.
void AndOf(SqlWhere& where, const std::string& table, const std::optional<Accounts>& accounts);

/// Throws db::Failure.
ActivityReport MakeReport(db::Connection& connection, Sources& sources, const std::optional<Accounts>& accounts,
                          const ActivityQuery& query, std::int32_t zone_minutes);

}  // namespace custos::storage
