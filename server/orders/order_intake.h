// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "connectors/connector.h"
#include "storage/import_store.h"
#include "storage/order_store.h"

namespace custos::server::orders {

/// Where a file of orders goes instead of the archive. What it refuses is told by the import that reads the file.
/// Thread-safe.
class OrderIntake final : public IntakeSink {
 public:
  /// `source` is the shop; `taken_by` who imports.
  OrderIntake(storage::OrderStore& store, std::string source, std::string taken_by)
      : store_(store), source_(std::move(source)), taken_by_(std::move(taken_by)) {}

  bool Submit(Intake intake) override;
  /// Stores at once; kFull while the database is away.
  Offered Offer(Intake intake, std::chrono::milliseconds patience) override;

 private:
  storage::OrderStore& store_;
  const std::string source_;
  const std::string taken_by_;
};

/// Where the records of an import go that is one of orders; nullptr for any other.
std::unique_ptr<IntakeSink> SinkOf(const storage::ImportJob& job, storage::OrderStore& store);

}  // namespace custos::server::orders
