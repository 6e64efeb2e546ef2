// SPDX-License-Identifier: Apache-2.0
#include "storage/allocation_store.h"

namespace custos::storage {

std::string_view ToString(AllocationOrigin origin) { return origin == AllocationOrigin::kLead ? "lead" : "person"; }

std::string_view ToString(AllocationAct act) {
  switch (act) {
    case AllocationAct::kGiven: return "given";
    case AllocationAct::kMovedOn: return "moved_on";
    case AllocationAct::kToPool: return "to_pool";
    case AllocationAct::kKept: return "kept";
  }
  return "given";
}

std::string_view ToString(AllocationState state) {
  switch (state) {
    case AllocationState::kMeant: return "meant";
    case AllocationState::kDone: return "done";
    case AllocationState::kRefused: return "refused";
  }
  return "meant";
}

std::optional<AllocationAct> ParseAllocationAct(std::string_view name) {
  for (const auto act :
       {AllocationAct::kGiven, AllocationAct::kMovedOn, AllocationAct::kToPool, AllocationAct::kKept}) {
    if (name == ToString(act)) return act;
  }
  return std::nullopt;
}

std::optional<AllocationState> ParseAllocationState(std::string_view name) {
  for (const auto state : {AllocationState::kMeant, AllocationState::kDone, AllocationState::kRefused}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

std::string_view ToString(AllocationWatch watch) {
  switch (watch) {
    case AllocationWatch::kNone: return "none";
    case AllocationWatch::kRunning: return "running";
    case AllocationWatch::kSpoken: return "spoken";
    case AllocationWatch::kMovedOn: return "moved_on";
    case AllocationWatch::kOthers: return "others";
    case AllocationWatch::kStays: return "stays";
  }
  return "none";
}

}  // namespace custos::storage
