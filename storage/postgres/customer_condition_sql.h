// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/clock.h"
#include "storage/customer_condition.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {

/// When a condition is asked, and by whose calendar.
struct ConditionTime {
  TimeMs now = 0;
  std::int32_t zone_minutes = 480;  ///< east of UTC
};

/// A condition as one predicate over `customer_record r`, never NULL, its values bound to `where`. Departments stand
/// for whoever is in them now.
std::string ConditionSql(db::Connection& connection, Sources& sources, const CustomerCondition& condition,
                         const ConditionTime& time, SqlWhere& where);

/// Adds it to the conditions: the members of an outermost `all` one by one, so that each may find its own way.
void AndCondition(db::Connection& connection, Sources& sources, const CustomerCondition& condition,
                  const ConditionTime& time, SqlWhere& where);

}  // namespace custos::storage
