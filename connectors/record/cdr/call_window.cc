// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/cdr/call_window.h"

#include <algorithm>
#include <utility>

namespace custos::cdr {

bool CallWindow::Belong(const Call& call, const Leg& leg) {
  if (call.legs.size() >= kMostLegs) return false;
  return std::any_of(call.legs.begin(), call.legs.end(), [&](const Leg& one) {
    if (!leg.call_id.empty() && leg.call_id == one.call_id) return true;
    if (leg.id.empty()) return false;
    return leg.id == one.id || leg.id == one.other_id || (!leg.other_id.empty() && leg.other_id == one.id);
  });
}

void CallWindow::Add(Leg leg, std::vector<Record>& out) {
  ++rows_;
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) { return Belong(call, leg); });
  if (found != calls_.end()) {
    found->legs.push_back(std::move(leg));
    found->touched = rows_;
  } else {
    calls_.push_back({{}, rows_});
    calls_.back().legs.push_back(std::move(leg));
  }
  for (Call& call : calls_) {
    if (call.touched + kReach > rows_) continue;
    out.push_back(MakeCall(maker_, std::move(call.legs)));
    call.legs.clear();
  }
  std::erase_if(calls_, [](const Call& call) { return call.legs.empty(); });
}

void CallWindow::Flush(std::vector<Record>& out) {
  for (Call& call : calls_) out.push_back(MakeCall(maker_, std::move(call.legs)));
  calls_.clear();
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> CallWindow::held() const {
  std::optional<std::pair<std::uint64_t, std::uint64_t>> first;
  for (const Call& call : calls_) {
    for (const Leg& leg : call.legs) {
      if (!first || leg.offset < first->first) first = {leg.offset, leg.line};
    }
  }
  return first;
}

}  // namespace custos::cdr
