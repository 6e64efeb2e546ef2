// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/customers/handover_run.h"
#include "storage/handover_store.h"
#include "storage/ownership_store.h"

namespace custos::server::customers {

/// Works on all handovers that are due, finds out who left and left customers behind, and tells the ledger who serves
/// the customers that arrived. What is left to do stands in the rows, so that a crash costs nothing.
class HandoverRunner {
 public:
  struct Parts {
    storage::HandoverStore& store;
    storage::OwnershipStore* ledger = nullptr;  ///< null: arrivals wait until there is one
    const Clock& clock;
    HandoverPace pace;
    TimeMs leavers_every = 3'600'000;                                         ///< between looks at who left
    std::function<void(const storage::HandoverView&)> on_proposed = nullptr;  ///< somebody left
  };

  explicit HandoverRunner(Parts parts) : parts_(std::move(parts)) {}

  /// Before the first Tick.
  void Add(HandoverPlatform platform);
  bool Knows(const std::string& source) const { return platforms_.contains(source); }

  /// Everything that is due; from one thread.
  void Tick();
  /// Lets a Tick return soon, from any thread.
  void Stop() { stop_.request_stop(); }

 private:
  struct Company {
    HandoverPlatform platform;
    TimeMs looked_at = 0;
  };

  void LookForLeavers(Company& company);
  void Work();
  void Book();

  const Parts parts_;
  std::map<std::string, Company> platforms_;
  std::stop_source stop_;
};

}  // namespace custos::server::customers
