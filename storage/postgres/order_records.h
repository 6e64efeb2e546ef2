// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Puts orders that came or changed to the identity their buyer is known by, a bounded piece at a time, and has those
/// customers graded and the dates of their return looked at; how many. An order stays where it stands while it names
/// that identity. Inside the transaction of whoever follows customers; throws db::Failure.
std::uint64_t LinkOrders(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now);

}  // namespace custos::storage
