// SPDX-License-Identifier: Apache-2.0
// Names of states and outcomes, as the API spells them.
#include "storage/dispute_store.h"

namespace custos::storage {

std::string_view ToString(DisputeState state) {
  switch (state) {
    case DisputeState::kOpen: return "open";
    case DisputeState::kDecided: return "decided";
    case DisputeState::kWithdrawn: return "withdrawn";
  }
  return "open";
}

std::string_view ToString(DisputeOutcome outcome) {
  switch (outcome) {
    case DisputeOutcome::kNone: return "none";
    case DisputeOutcome::kKeep: return "keep";
    case DisputeOutcome::kGive: return "give";
    case DisputeOutcome::kShare: return "share";
  }
  return "none";
}

std::optional<DisputeState> ParseDisputeState(std::string_view name) {
  for (const DisputeState state : {DisputeState::kOpen, DisputeState::kDecided, DisputeState::kWithdrawn}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

std::optional<DisputeOutcome> ParseDisputeOutcome(std::string_view name) {
  for (const DisputeOutcome outcome : {DisputeOutcome::kKeep, DisputeOutcome::kGive, DisputeOutcome::kShare}) {
    if (name == ToString(outcome)) return outcome;
  }
  return std::nullopt;
}

}  // namespace custos::storage
