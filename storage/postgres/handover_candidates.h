// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/handover_store.h"
#include "storage/postgres/db.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Who and what could be handed over: customers and groups of `giver`, those with the best name first.
std::vector<HandoverCandidate> ReadCandidates(db::Connection& connection, int source, const std::string& giver,
                                              TimeMs now);

std::vector<HandoverPerson> ReadHandoverPeople(db::Connection& connection, Sources& sources, int source,
                                               const std::vector<std::string>& employees);

/// Inside a transaction. Without a list the directory says who left. The ids of the proposals made.
std::vector<std::int64_t> ProposeHandovers(db::Connection& connection, int source,
                                           const std::optional<std::vector<LeftBehind>>& all, TimeMs now);

}  // namespace custos::storage
