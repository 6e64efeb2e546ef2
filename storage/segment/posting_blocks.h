// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::storage {

/// A piece of a segment and the smallest key in it.
struct SegmentBlock {
  std::uint64_t first_key = 0;
  std::string data;
};

/// Lists of ordinals by key, cut into blocks of a few kilobytes, so that one list costs one small read. A list is
/// Rice-coded (R. F. Rice, 1979): about log2 of the mean distance and one and a half bits for each ordinal. Not
/// thread-safe.
class PostingWriter {
 public:
  /// Ordinals are below `ordinals`.
  explicit PostingWriter(std::uint32_t ordinals) : ordinals_(ordinals) {}

  /// Keys ascending, each once; `list` ascending and not empty.
  void Add(std::uint32_t key, const std::vector<std::uint32_t>& list);
  std::vector<SegmentBlock> Finish();

 private:
  void Close();

  const std::uint32_t ordinals_;
  std::vector<SegmentBlock> blocks_;
  SegmentBlock open_;
  std::uint32_t last_key_ = 0;
  bool empty_ = true;
};

/// The list of `key` in the block that would hold it; empty when it has none. kCorrupt for a malformed block: input is
/// hostile.
Result<std::vector<std::uint32_t>> FindPostings(std::string_view block, std::uint64_t first_key, std::uint32_t key,
                                                std::uint32_t ordinals);

/// Where blocks begin: their first keys in one small piece, so that a list is found without asking for its place.
std::string EncodeStarts(const std::vector<SegmentBlock>& blocks);
/// Ascending. kCorrupt for anything malformed: input is hostile.
Result<std::vector<std::uint64_t>> DecodeStarts(std::string_view bytes);

/// The order of search codes as keys: signed numbers with the sign turned over.
inline std::uint32_t KeyOfGram(std::int32_t code) { return static_cast<std::uint32_t>(code) ^ 0x80000000U; }

}  // namespace custos::storage
