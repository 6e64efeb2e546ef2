// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "storage/postgres/sources.h"
#include "storage/postgres/sql_where.h"
#include "storage/scope.h"

namespace custos::storage {

/// Work accounts as (number of the source, id).
struct Accounts {
  std::vector<std::int64_t> sources;
  std::vector<std::string> ids;
  bool empty() const { return ids.empty(); }
};

/// Conversations of two, with the outsider of each.
struct Talks {
  std::vector<ConversationId> conversations;
  Accounts outsiders;
};

/// A scope brought down to the work accounts whose conversations it shows. Whoever serves a customer sees also what
/// others said with him before: a customer comes with his past.
struct VisibleAccounts {
  bool all = false;
  Accounts accounts;
  Talks inherited = {};  ///< of customers whom one's own accounts serve

  bool nothing() const { return !all && accounts.empty(); }
  bool Covers(std::int64_t source_id, std::string_view id) const;
};

/// Every employee of these departments and of those below them.
Accounts EmployeesOf(db::Connection& connection, Sources& sources, const std::vector<DepartmentRef>& departments);

/// The accounts in every source that uses their directory.
Accounts AccountsOf(db::Connection& connection, Sources& sources, const std::vector<EmployeeRef>& employees);

VisibleAccounts Resolve(db::Connection& connection, Sources& sources, const Scope& scope);

/// A query of the ids of customers whom one of the accounts owns, has borrowed, or shares.
std::string ServedBy(SqlWhere& where, const Accounts& accounts);

/// Restricts `column` (a conversation id) to the conversations in which one of the accounts takes part.
void AndTakesPart(SqlWhere& where, const std::string& column, const Accounts& accounts);

/// Those of the conversations that are visible.
std::set<ConversationId> VisibleOf(db::Connection& connection, const VisibleAccounts& visible,
                                   const std::vector<ConversationId>& conversations);

/// Restricts `column` to what is visible; nothing at all for an empty scope.
void AndVisible(SqlWhere& where, const std::string& column, const VisibleAccounts& visible);

}  // namespace custos::storage
