// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "core/result.h"
#include "storage/verify/evidence_source.h"

namespace custos::storage {

/// How far a verification came that found nothing wrong. What lies before the position is not read again; the stored
/// tiles must still say what they said.
struct VerifyState {
  using Range = std::pair<std::uint64_t, std::uint64_t>;  // [first, end)

  std::string public_key;
  std::uint64_t position = 0;  ///< a multiple of 256
  Digest root{};               ///< over the leaves before it
  std::vector<Range> erased;   ///< contents that were taken out so far, and the receipts for that
  std::vector<Range> receipts;
};

/// nullopt when there is no such file; kCorrupt "verify.state" when it is something else.
Result<std::optional<VerifyState>> LoadVerifyState(const std::string& path);
Status SaveVerifyState(const std::string& path, const VerifyState& state);

/// Root of the first `size` leaves, a multiple of 256, from the stored tiles alone.
Result<Digest> StoredRoot(EvidenceSource& source, std::uint64_t size);

}  // namespace custos::storage
