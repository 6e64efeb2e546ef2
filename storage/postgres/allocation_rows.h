// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/allocation_store.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Reads cases: `from` is a table expression named d with the columns customer, line, since, origin, lead, user_id and
/// user_name, `rest` what follows the joins. $1 is the present. Throws db::Failure.
std::vector<AllocationCase> ReadAllocationCases(db::Connection& connection, Sources& sources, const std::string& from,
                                                const std::string& rest, const db::Params& params);

/// Rows of allocation_decision d; `rest` follows the table. Throws db::Failure.
std::vector<AllocationDecision> ReadAllocationDecisions(db::Connection& connection, Sources& sources,
                                                        const std::string& rest, const db::Params& params);

/// Who takes by each rule, as he stands; given since `midnight` counts as today. Throws db::Failure.
std::vector<std::vector<TakerStanding>> ReadTakers(db::Connection& connection, const std::vector<AllocationRule>& rules,
                                                   TimeMs midnight);

/// Inserts decisions as they are; returns their ids. Throws db::Failure.
std::vector<std::uint64_t> WriteAllocationDecisions(db::Connection& connection, Sources& sources,
                                                    const std::vector<AllocationDecision>& decisions, TimeMs now);

/// From here to the end of the transaction nobody comes on the list of the waiting or off it. Throws db::Failure.
void HoldAllocationList(db::Connection& connection);

/// Puts the customers of new leads into allocation_due. How many leads. Throws db::Failure.
std::uint64_t OfferNewLeads(db::Connection& connection, TimeMs now);

}  // namespace custos::storage
