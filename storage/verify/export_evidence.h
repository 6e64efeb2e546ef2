// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/result.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/verifier.h"

namespace custos::storage {

/// Writes a copy of the evidence, as it is, into a new or empty directory (FORMAT.md section 8). The copy is what the
/// newest signed state covers; nothing is checked on the way. kConflict when the directory is not empty. Returns the
/// number of leaves.
Result<std::uint64_t> ExportEvidence(EvidenceSource& source, const std::string& directory,
                                     const std::function<void(const VerifyProgress&)>& progress);

}  // namespace custos::storage
