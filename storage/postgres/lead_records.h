// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Puts leads that were compared with others to customer records, a bounded piece at a time; how many. Somebody known
/// by one of a lead's identities is that customer; what else the lead says of him is added, but a form that anybody can
/// fill in joins no two records. Inside the transaction of whoever follows customers; throws db::Failure.
std::uint64_t LinkLeads(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now);

}  // namespace custos::storage
