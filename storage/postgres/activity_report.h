// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "storage/activity_store.h"
#include "storage/postgres/asked_accounts.h"

namespace custos::storage {

/// Throws db::Failure. `now` says which lendings stand.
ActivityReport MakeReport(db::Connection& connection, Sources& sources, const std::optional<Accounts>& accounts,
                          const ActivityQuery& query, std::int32_t zone_minutes, TimeMs now);

}  // namespace custos::storage
