// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"
#include "storage/format/content.h"

namespace custos::storage {

// What writers and readers of bundles share; see FORMAT.md section 5.

enum LeafForm : std::uint8_t { kWholeMessage = 0, kWhole = 1, kErased = 2 };

bool FormHasContent(std::uint8_t form, std::uint8_t kind);

/// Two bytes of the commitment (of the leaf hash where there is none) and two of the leaf hash.
std::uint32_t CheckOf(const Digest& commitment, const Digest& leaf_hash);

/// The sections of a body while it is written.
struct BodyWriter {
  TimeMs previous_at = 0;       ///< starts as the header's time
  std::string heads, publics, contents, salts, checks;

  void PutHead(std::uint8_t form, std::uint8_t kind, TimeMs at);
  void PutCheck(std::uint32_t check);
  /// Packs everything into a bundle; with a seed the salts section must be empty.
  Result<std::string> Finish(std::uint64_t first, std::uint64_t count, TimeMs at, const std::optional<Digest>& seed,
                             int compression_level) const;
};

}  // namespace custos::storage
