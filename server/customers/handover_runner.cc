// SPDX-License-Identifier: Apache-2.0
#include "server/customers/handover_runner.h"

#include <optional>
#include <utility>

#include "core/log.h"

namespace custos::server::customers {
namespace {

constexpr std::size_t kBookedAtOnce = 500;

void Warn(std::string_view what, const Error& error) { Log(LogLevel::kWarn, what, {{"code", error.code}}); }

}  // namespace

void HandoverRunner::Add(HandoverPlatform platform) {
  const std::string source = platform.source;
  platforms_.emplace(source, Company{std::move(platform)});
}

void HandoverRunner::Tick() {
  const TimeMs now = parts_.clock.Now();
  for (auto& [source, company] : platforms_) {
    const TimeMs since = now - company.looked_at;
    if (since >= 0 && since < parts_.leavers_every) continue;
    company.looked_at = now;
    LookForLeavers(company);
  }
  Work();
  Book();
}

/// An application that may not see the platform's list is told by the directory.
void HandoverRunner::LookForLeavers(Company& company) {
  wecom::HandoverCalls calls(company.platform.api);
  const auto listed = calls.UnassignedCustomers(stop_.get_token());
  std::optional<std::vector<storage::LeftBehind>> all;
  if (listed) {
    all.emplace();
    for (const wecom::Unassigned& one : *listed) all->push_back({one.giver, one.customer, one.left_at});
  } else if (listed.error().kind == ErrorKind::kUnavailable) {
    if (!stop_.stop_requested()) Warn("the list of unassigned customers could not be read", listed.error());
    return;
  }
  const auto proposed = parts_.store.LeftBehindNow(company.platform.source, all);
  if (!proposed) return Warn("who left could not be noted", proposed.error());
  for (const storage::HandoverView& one : *proposed) {
    Log(LogLevel::kInfo, "somebody left and has customers: a handover is proposed",
        {{"source", one.source}, {"handover", one.id}, {"customers", one.unassigned}});
    if (parts_.on_proposed) parts_.on_proposed(one);
  }
}

void HandoverRunner::Work() {
  const auto due = parts_.store.Due();
  if (!due) return Warn("handovers could not be read", due.error());
  for (const storage::HandoverView& handover : *due) {
    const auto company = platforms_.find(handover.source);
    if (stop_.stop_requested() || company == platforms_.end()) continue;
    HandoverRun run(parts_.store, company->second.platform, parts_.clock, parts_.pace, handover, stop_.get_token());
    if (const Status stepped = run.Step(); !stepped) Warn("a handover could not go on", stepped.error());
  }
}

// The ledger does nothing when the taker has the customer already: telling it twice is no harm.
void HandoverRunner::Book() {
  if (parts_.ledger == nullptr) return;
  while (!stop_.stop_requested()) {
    auto arrivals = parts_.store.Arrivals(kBookedAtOnce);
    if (!arrivals) return Warn("arrived customers could not be read", arrivals.error());
    if (arrivals->empty()) return;
    std::vector<storage::OwnershipOrder> orders;
    for (const storage::HandoverArrival& one : *arrivals) {
      storage::OwnershipOrder order;
      order.customer = one.customer;
      order.act = storage::OwnershipAct::kAssign;
      order.employee = one.taker;
      order.actor.user_id = one.user_id;
      order.actor.user_name = one.user_name;
      order.actor.cause = "handover:" + std::to_string(one.handover);
      orders.push_back(std::move(order));
    }
    const auto outcomes = parts_.ledger->Apply(orders);
    if (!outcomes) return Warn("the ledger of ownership was not told of a handover", outcomes.error());
    for (std::size_t i = 0; i < arrivals->size(); ++i) {
      if (outcomes->at(i).refused) arrivals->at(i).refused = outcomes->at(i).refused->code;
    }
    if (const Status booked = parts_.store.Booked(*arrivals); !booked) {
      return Warn("arrived customers could not be marked", booked.error());
    }
    if (arrivals->size() < kBookedAtOnce) return;
  }
}

}  // namespace custos::server::customers
