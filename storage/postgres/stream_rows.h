// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// What a judged request needs to know of alerts and messages that are committed.
KnownAlerts LookUpAlerts(db::Connection& connection, SealedKeys& sealed, const CommitRequest& request,
                         const std::vector<std::string>& group_keys);

/// See Archive::LoadStream.
StreamPast ReadStream(db::Connection& connection, SegmentCatalog& catalog, TimeMs message_horizon,
                      TimeMs signal_horizon);

/// The message of a leaf, whole, out of the evidence.
Message ReadStoredMessage(db::Connection& connection, std::uint64_t message_id);

}  // namespace custos::storage
