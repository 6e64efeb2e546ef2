// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/duplicate_check.h"
#include "storage/lead_store.h"

namespace custos::server::leads {

/// Looks whether those who just arrived are known already. What is left to do stands in the rows themselves, so that a
/// crash costs nothing.
class LeadDesk {
 public:
  LeadDesk(storage::LeadStore& store, storage::DuplicateCheck& duplicates) : store_(store), duplicates_(duplicates) {}

  /// All that wait; from one thread.
  Status CheckArrived();

 private:
  storage::LeadStore& store_;
  storage::DuplicateCheck& duplicates_;
};

/// What somebody may mean who looks for a lead: a number of this region, an e-mail address, a WeChat id.
std::vector<storage::Identity> IdentitiesIn(const std::string& text, const std::string& region = "CN");

}  // namespace custos::server::leads
