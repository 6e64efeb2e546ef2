// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/handover_store.h"
#include "storage/postgres/db.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Handovers of `SELECT <columns> FROM handover h` + `rest`, with the counts of their items.
std::vector<HandoverView> ReadHandovers(db::Connection& connection, Sources& sources, const std::string& rest,
                                        const db::Params& params);

/// Items of the handover that is $1, of `rest`, with the names of their takers and the records of their customers.
std::vector<HandoverItem> ReadHandoverItems(db::Connection& connection, Sources& sources, const std::string& rest,
                                            const db::Params& params);

/// How many items each taker has in each state.
void AddTakers(db::Connection& connection, Sources& sources, HandoverView& handover);

}  // namespace custos::storage
