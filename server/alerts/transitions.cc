// SPDX-License-Identifier: Apache-2.0
#include "server/alerts/transitions.h"

namespace custos::server::alerts {

using storage::AlertState;

bool IsVerdict(AlertState state) { return state != AlertState::kNew && state != AlertState::kInReview; }

bool MayDecide(AlertState from, AlertState to, bool undo) {
  if (from == to) return false;
  if (to == AlertState::kNew) return undo || from == AlertState::kInReview;
  return true;
}

}  // namespace custos::server::alerts
