// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/duplicate_check.h"
#include "storage/known_customers.h"
#include "storage/lead_store.h"

namespace custos::server::leads {

/// Looks whether those who just arrived are known already. What is left to do stands in the rows themselves, so that a
/// crash costs nothing.
class LeadDesk {
 public:
  LeadDesk(storage::LeadStore& store, storage::DuplicateCheck& duplicates, storage::KnownCustomers& known)
      : store_(store), duplicates_(duplicates), known_(known) {}

  /// All that wait; from one thread.
  Status CheckArrived();

  /// Compares new ones with customers who are near to them; a bounded piece, since each is a search of milliseconds.
  /// How many were compared.
  Result<std::uint64_t> CompareNew();

 private:
  storage::LeadStore& store_;
  storage::DuplicateCheck& duplicates_;
  storage::KnownCustomers& known_;
};

/// What somebody may mean who looks for a lead: a number of this region, an e-mail address, a WeChat id.
std::vector<storage::Identity> IdentitiesIn(const std::string& text, const std::string& region = "CN");

}  // namespace custos::server::leads
