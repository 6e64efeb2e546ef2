// SPDX-License-Identifier: Apache-2.0
#include "server/alerts/transitions.h"

#include <catch2/catch.hpp>

namespace custos::server::alerts {
namespace {

using storage::AlertState;

constexpr AlertState kAll[] = {AlertState::kNew,      AlertState::kInReview,      AlertState::kViolation,
                               AlertState::kCoaching, AlertState::kFalsePositive, AlertState::kEscalated};

TEST_CASE("a decision never keeps an alert in its state") {
  for (const auto state : kAll) {
    CHECK_FALSE(MayDecide(state, state, false));
    CHECK_FALSE(MayDecide(state, state, true));
  }
}

TEST_CASE("a verdict goes back to new only by an undo") {
  for (const auto state : kAll) {
    if (!IsVerdict(state)) continue;
    CHECK_FALSE(MayDecide(state, AlertState::kNew, false));
    CHECK(MayDecide(state, AlertState::kNew, true));
  }
}

TEST_CASE("a review that was taken up can be given back") {
  CHECK(MayDecide(AlertState::kInReview, AlertState::kNew, false));
}

TEST_CASE("every state leads to every verdict but itself") {
  for (const auto from : kAll) {
    for (const auto to : kAll) {
      if (from != to && to != AlertState::kNew) CHECK(MayDecide(from, to, false));
    }
  }
}

}  // namespace
}  // namespace custos::server::alerts
