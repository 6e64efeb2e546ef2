// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify_report.h"

namespace custos::storage {

/// A stored bundle, opened and hashed as far as it can be.
struct ScannedBundle {
  std::uint64_t filed = 0;  ///< the index the store files it under
  std::uint64_t first = 0;  ///< as the bundle says; the filed index when it cannot be read
  std::uint64_t end = 0;    ///< 0 when it cannot be read
  std::size_t bytes = 0;    ///< stored size
  std::optional<Bundle> bundle;
  std::vector<Leaf> leaves;  ///< one for each leaf; `damaged` says which must not be trusted
  std::vector<bool> damaged;
  std::vector<VerifyFault> faults;  ///< found inside
};

/// Opens one bundle and compares every leaf with the bundle's own checks. Pure.
ScannedBundle ScanBundle(const StoredBundle& stored);

/// The same for many, on `threads` threads. Order is kept.
std::vector<ScannedBundle> ScanBundles(const std::vector<StoredBundle>& stored, unsigned threads);

}  // namespace custos::storage
