// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/customers/handover_plan.h"
#include "storage/handover_store.h"

namespace custos::server::customers {

/// What a person asks for before and when a handover begins.
struct HandoverWish {
  struct TakerWish {
    std::string id;
    std::optional<std::uint64_t> capacity;
  };
  std::string source;
  std::string giver;
  std::vector<TakerWish> takers;
  SplitRule rule;
  std::map<std::string, std::string> changes;  ///< taker of single customers or groups by id; empty: stays
  std::string message;                         ///< to customers; only of somebody who is still there
  std::string rule_text = "{}";                ///< the rule as it was asked for, kept with the handover
};

struct PlannedTaker {
  storage::HandoverPerson person;
  std::uint64_t customers = 0;  ///< that he would be given
  std::uint64_t groups = 0;
};

/// What would happen.
struct HandoverPlan {
  storage::HandoverPerson giver;
  bool resigned = false;
  std::vector<PlannedTaker> takers;
  std::vector<storage::HandoverCandidate> candidates;
  std::vector<Move> moves;  ///< one for each candidate
};

/// Plans handovers and begins them. Thread-safe.
class HandoverDesk {
 public:
  /// `knows`: whether the platform of this source can be asked.
  HandoverDesk(storage::HandoverStore& store, std::function<bool(const std::string& source)> knows)
      : store_(store), knows_(std::move(knows)) {}

  /// kInvalid: "handover.no_platform", "handover.unknown_person" with the id, "handover.same_person",
  /// "handover.no_takers", "handover.unknown_customer" for a change of somebody whom the giver does not have.
  Result<HandoverPlan> Preview(const HandoverWish& wish);
  /// Plans anew and begins. Errors also as HandoverStore::Create.
  Result<storage::HandoverView> Begin(const HandoverWish& wish, std::uint64_t user_id, const std::string& user_name);
  /// Errors also as HandoverStore::Retry.
  Result<storage::HandoverItem> Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                                      const std::string& user_name);

 private:
  storage::HandoverStore& store_;
  const std::function<bool(const std::string&)> knows_;
};

}  // namespace custos::server::customers
