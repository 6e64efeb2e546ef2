// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/customers/allocation_choice.h"
#include "storage/allocation_store.h"
#include "storage/ownership_store.h"

namespace custos::server::customers {

/// Rules, takers and calendar as they stand, read together.
Result<std::unique_ptr<AllocationChooser>> MakeChooser(storage::AllocationStore& store, TimeMs now,
                                                       std::int32_t zone_minutes);

/// What would become of one customer.
struct AllocationPreview {
  storage::AllocationCase customer;
  bool kept = false;  ///< he has an owner already
  AllocationChoice choice;
};

/// In the order asked for; changes nothing. The choices name rules of `chooser`.
Result<std::vector<AllocationPreview>> PreviewAllocation(storage::AllocationStore& store, AllocationChooser& chooser,
                                                         const std::vector<std::uint64_t>& customers,
                                                         const std::string& line);

/// Gives customers who wait to takers and moves on those whom nobody spoke with in time. What is meant is written
/// before the ledger is asked: after a crash the ledger itself says whether it was done. From one thread.
class AllocationRunner {
 public:
  struct Parts {
    storage::AllocationStore& store;
    storage::OwnershipStore& ledger;
    const Clock& clock;
    std::int32_t zone_minutes = 480;  ///< of the company, east of UTC
  };

  explicit AllocationRunner(Parts parts) : parts_(parts) {}

  /// A bounded piece of what is due. How many customers were looked at; 0 when nothing is left.
  Result<std::uint64_t> Tick();

 private:
  struct Meant {
    storage::AllocationDecision decision;
    std::optional<std::size_t> receipt;  ///< of the chooser, when it gave him to somebody
  };

  Status Recover();
  Result<std::uint64_t> MoveOn();
  Result<std::uint64_t> Give();
  /// Ends what is meant by asking the ledger. Whom it refuses keeps his turn, unless there was a crash in between.
  Status CarryOut(const std::vector<Meant>& meant, AllocationChooser* chooser);

  const Parts parts_;
  bool recovered_ = false;
};

}  // namespace custos::server::customers
