// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/alert_store.h"

namespace custos::server::alerts {

/// True for the states in which somebody has judged the alert.
bool IsVerdict(storage::AlertState state);

/// Whether a decision may move an alert from one state to another. A verdict may be replaced by another one or taken
/// up again (in_review); to `new` leads giving a review back, or an undo; no decision keeps the state.
bool MayDecide(storage::AlertState from, storage::AlertState to, bool undo);

}  // namespace custos::server::alerts
