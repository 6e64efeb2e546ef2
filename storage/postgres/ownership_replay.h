// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/format/bundle.h"
#include "storage/format/record.h"
#include "storage/postgres/ownership_rows.h"

namespace custos::storage {

/// Makes the ledger of ownership again from its leaves, some thousand at once. Leaves come in order, into tables that
/// hold what the leaves before them made; of a customer and line the newest says what stands. One whose content was
/// erased leaves nothing behind. Inside a transaction; throws db::Failure.
class OwnershipReplay {
 public:
  OwnershipReplay(db::Connection& connection, Sources& sources) : connection_(connection), sources_(sources) {}

  void Take(const Leaf& leaf, const OwnershipFields& fields, TimeMs at);
  /// Writes what was taken since the last time.
  void Flush();

 private:
  void MarkForks();

  db::Connection& connection_;
  Sources& sources_;
  std::vector<OwnershipStep> steps_;
  std::map<OwnershipKey, HeldOwnership> held_;
};

}  // namespace custos::storage
