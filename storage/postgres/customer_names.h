// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Chooses the name of each record again from all that is known of it: the first origin of `order` that has one, and
/// within it the oldest. What search finds it by is renewed too. Rows that stay the same are not touched. Inside a
/// transaction.
void RefreshNames(db::Connection& connection, const std::vector<std::int64_t>& records,
                  const std::vector<std::string>& order);

}  // namespace custos::storage
