// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// One leaf as its bundle keeps it, not hashed yet. Views point into the bundle.
struct StoredLeaf {
  std::uint8_t form = 0;  ///< 0 whole message, 1 whole other, 2 erased
  std::uint8_t kind = 0;
  TimeMs at = 0;
  std::string_view public_part;  ///< envelope digest or nothing (form 0), fields (1), record (2)
  std::string_view content;
  std::uint32_t run = 0;    ///< which of the bundle's runs it stands in
  Salt salt{};              ///< zeros in a run with a seed, where salts are derived
  std::uint32_t check = 0;  ///< big endian
};

/// Leaves in a row whose salts come from one seed, or are written out when there is none.
struct SeedRun {
  std::uint64_t leaves = 0;
  std::optional<Digest> seed;
};

/// The sections of a body while it is written.
struct BodyWriter {
  TimeMs previous_at = 0;  ///< starts as the header's time
  std::string heads, publics, contents, salts, checks;

  void PutHead(std::uint8_t form, std::uint8_t kind, TimeMs at);
  /// Head, public part, content and, when given, salt of a leaf that is kept as it is; the check comes after it.
  void PutLeaf(const StoredLeaf& leaf, const std::optional<Salt>& salt);
  void PutCheck(std::uint32_t check);
  /// Packs everything into a bundle. The runs hold all leaves.
  Result<std::string> Finish(std::uint64_t first, TimeMs at, const std::vector<SeedRun>& runs,
                             int compression_level) const;
};

}  // namespace custos::storage
