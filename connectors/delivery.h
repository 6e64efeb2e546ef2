// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "connectors/connector.h"
#include "core/result.h"

namespace custos {

struct DeliveryPatience {
  std::chrono::milliseconds full{2'000};     ///< for a place in the pipeline
  std::chrono::milliseconds commit{30'000};  ///< for the commit, once it has one
};

/// Hands over what a sender waits for and returns when it is committed: only then may a sender be told that it arrived.
/// Any number may wait at once; those of one source share commits. Errors, all kUnavailable: "intake.full" (nothing
/// was taken: come again later), "intake.stopping", "intake.slow" (not committed in time: it may still be; sending it
/// again changes nothing that is stored).
Result<IntakeReceipt> Deliver(IntakeSink& sink, Intake intake, const DeliveryPatience& patience = {});

}  // namespace custos
