// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/format/checkpoint.h"
#include "storage/format/cosignature.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// What others must have signed for an archive to be believed.
struct Countersigned {
  std::vector<CosignatureVerifier> witnesses{};
  std::size_t quorum = 0;  ///< so many of them on one checkpoint; 0 asks for none
  std::string tsa_ca{};    ///< PEM certificates of trusted time-stamping authorities; empty asks for no timestamp
};

/// Holds the kept checkpoints against what witnesses and time-stamping authorities signed. Codes: witness_invalid (a
/// witness's line that does not fit), witness_missing (no checkpoint with a quorum, or none that covers what was
/// asked for), timestamp_invalid, timestamp_missing. `asked` is the end of the range, 0 for the whole log.
Status CheckCountersigned(EvidenceSource& source, const NoteVerifier& key, const Countersigned& wanted,
                          std::uint64_t asked, FaultList& faults, VerifyReport& report);

}  // namespace custos::storage
