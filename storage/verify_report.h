// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"

namespace custos::storage {

/// One contradiction in the archive. `code` is stable: record_changed, record_missing, records_swapped, log_truncated,
/// checkpoint_invalid, checkpoint_mismatch, content_changed, row_changed, row_missing, row_forged, ownership_forked …
struct VerifyFault {
  std::string code;
  std::uint64_t position = 0;  ///< index of the first leaf concerned
  std::string detail;          ///< for people; never content
};

struct VerifyReport {
  bool ok = false;
  std::uint64_t first = 0;  ///< range looked at: [first, end)
  std::uint64_t end = 0;
  std::uint64_t tree_size = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;           ///< stored
  std::uint64_t unpacked_bytes = 0;  ///< the same without compression: what is hashed
  std::uint64_t resumed_from = 0;    ///< leaves that an earlier run had checked
  std::uint64_t manifests = 0;       ///< whose whole range was read
  std::uint64_t witnessed = 0;       ///< greatest checkpoint with the demanded quorum; 0 when none was demanded
  std::uint64_t timestamps = 0;      ///< that were checked and hold
  std::uint64_t timestamped = 0;     ///< greatest checkpoint with one
  TimeMs timestamped_at = 0;
  std::string root;  ///< base64 of the recomputed root when the whole log was read
  TimeMs started_at = 0;
  TimeMs finished_at = 0;
  std::vector<VerifyFault> faults;  ///< sorted by position, at most 1,000
};

}  // namespace custos::storage
