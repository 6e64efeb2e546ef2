// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/result.h"
#include "storage/ownership_store.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// What people of the demo company would have entered: scripts and price sheets, public pools and customers in them,
/// rules that grade and allocate, segments, disputes, orders. Invented. Nothing of it comes a second time.
class DemoContent {
 public:
  explicit DemoContent(storage::PostgresStorage& storage) : storage_(storage) {}

  /// Enters what is missing. Customers come into the pools once they have owners; true when that is done too.
  Result<bool> Fill();

 private:
  Status WriteScripts();
  Status MakePools();
  Status Grade();
  Result<bool> ReturnSome();
  Status Allocate(const std::vector<storage::OwnershipOrder>& returned,
                  const std::vector<storage::OwnershipView>& owned);
  Status Dispute(const std::vector<storage::OwnershipView>& owned);
  Status Sell(const std::vector<storage::OwnershipView>& owned);

  storage::PostgresStorage& storage_;
};

}  // namespace custos::app
