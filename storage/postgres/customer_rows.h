// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/customer_condition_sql.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {

/// Restricts `column` (a record's id) to customers whom one of the visible accounts has, or talks with.
void AndInSight(SqlWhere& where, const std::string& column, const VisibleAccounts& visible);

/// The record that stands for this one, when it is in sight; else 0.
std::uint64_t StandingInSight(db::Connection& connection, const VisibleAccounts& visible, std::uint64_t customer);

/// A page of standing records.
CustomerPage ListCustomers(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                           const CustomerFilter& filter, const ConditionTime& time);
/// Records in the order of `ids`, with what lists show; in a fixed number of statements.
std::vector<CustomerSummary> LoadSummaries(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                                           const std::vector<std::int64_t>& ids);
/// A standing record in sight with everything.
CustomerView LoadCustomer(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                          std::uint64_t id);

}  // namespace custos::storage
