// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/segment/posting_blocks.h"

namespace custos::storage {

/// The first 40 bits of an intake key, and which leaf of its segment claims it. Two keys may share them: whoever finds
/// one asks the evidence.
struct ShortKey {
  std::uint64_t bits = 0;
  std::uint32_t leaf = 0;  ///< counted from the segment's first

  bool operator==(const ShortKey&) const = default;
  auto operator<=>(const ShortKey&) const = default;
};

/// Of the 16 bytes of an intake key.
std::uint64_t ShortKeyBits(std::string_view intake_key);

/// Sorts the keys and cuts them into blocks; `leaves` bounds ShortKey::leaf.
std::vector<SegmentBlock> EncodeKeys(std::vector<ShortKey> keys, std::uint32_t leaves);

/// kCorrupt for a malformed block: input is hostile.
Result<std::vector<ShortKey>> DecodeKeys(std::string_view block, std::uint64_t first_key, std::uint32_t leaves);

}  // namespace custos::storage
