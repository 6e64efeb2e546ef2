// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::storage {

/// A message that waits aside because it could not be read, without what it says.
struct ParkedView {
  std::uint64_t id = 0;  ///< its leaf in the evidence log
  std::string source;
  std::uint64_t seq = 0;  ///< 0 when the source has no numbers
  std::string key;
  std::string reason;  ///< stable code
  std::uint32_t key_version = 0;
  std::uint64_t bytes = 0;  ///< of the envelope
};

struct ParkedPage {
  std::vector<ParkedView> items;  ///< the newest first
  std::string next_cursor;        ///< empty on the last page
};

/// How many wait for the same reason.
struct ParkedCount {
  std::string source;
  std::string reason;
  std::uint64_t count = 0;
  std::uint64_t oldest = 0;  ///< leaves
  std::uint64_t newest = 0;
};

/// What waits aside, for those who mend the cause. Thread-safe.
class Quarantine {
 public:
  virtual ~Quarantine() = default;

  /// By source, then by how many.
  virtual Result<std::vector<ParkedCount>> CountParked() = 0;

  /// Empty `source` and `reason` do not restrict; `limit` 1 … 200. kInvalid "cursor.invalid".
  virtual Result<ParkedPage> ListParked(const std::string& source, const std::string& reason, const std::string& cursor,
                                        std::size_t limit) = 0;

  /// The envelope as it was received. kNotFound "parked.not_found": no such leaf, or it is settled.
  virtual Result<std::string> ReadParked(std::uint64_t id) = 0;
};

}  // namespace custos::storage
