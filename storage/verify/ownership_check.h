// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/format/bundle.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// Holds an entry of the ownership ledger, and what is said to stand since it, against its leaf.
void CompareOwnership(const OwnershipRow& row, const Leaf& leaf, FaultList& faults);

}  // namespace custos::storage
