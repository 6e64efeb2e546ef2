// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/directory.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Replaces what the directory of a source tells of these people that may tell them from others: mobile numbers, e-mail
/// addresses in lower case, staff numbers. Of whoever is not listed any more it is kept. Inside a transaction.
void PutEmployeeMarks(db::Connection& connection, int source_id, const std::vector<Employee>& employees);

}  // namespace custos::storage
