// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/duplicate_check.h"
#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Writes the rows of those messages that are leads, inside the transaction that stores them.
void WriteLeads(db::Connection& connection, int source_id, const std::vector<PlannedMessage>& messages);

/// The identities in the detail of a lead, each once. Whoever sends events may write anything there: what does not fit
/// is passed over.
std::vector<Identity> IdentitiesOf(const std::string& detail);

}  // namespace custos::storage
