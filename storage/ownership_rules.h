// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "storage/ownership.h"
#include "storage/public_pool.h"

namespace custos::storage {

/// What a claim is measured by.
struct ClaimTerms {
  ClaimLimits limits;
  bool open = true;
  bool theirs = true;              ///< the claimer is in one of the pool's departments
  std::uint64_t claims_today = 0;  ///< of the claimer, out of any pool
  std::uint64_t held = 0;          ///< customers the claimer owns in this line
};

/// The state that an order leads to, the same one when it stands already, or why it cannot be carried out: the codes of
/// OwnershipStore::Apply. Of merges only the two functions below make states. Pure: the whole of the ledger follows
/// from it. `terms` is for claims.
Result<OwnershipState> Ordered(const OwnershipState& state, const OwnershipOrder& order, TimeMs now,
                               const ClaimTerms& terms = {});

/// Of a record that goes into another: at rest, with all it had.
OwnershipState MergedAway(const OwnershipState& gone);
/// Of the record that stands for both: its own owner or pool, and only where it has neither, the other's.
OwnershipState MergedIn(const OwnershipState& kept, const OwnershipState& gone);

bool SameOwnership(const OwnershipState& one, const OwnershipState& other);

}  // namespace custos::storage
