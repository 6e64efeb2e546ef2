// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "storage/format/manifest.h"
#include "storage/format/merkle.h"

namespace custos::storage {

/// Whose record this is, read without decoding the rest: the source of a message, parked, unparked or page record.
/// nullopt for every other kind and for bytes that are no record. Points into `record`.
std::optional<std::string_view> SourceOf(std::string_view record);

/// Counts the records of one source in one range of leaves. A plain value; not thread-safe.
class ManifestTally {
 public:
  /// One record of the source, in order of leaves; others are left out.
  void Add(std::uint64_t index, std::string_view record, const Digest& leaf_hash);

  std::uint64_t records() const { return log_.size(); }

  /// Everything that follows from the records, written into `manifest`. `last` is the greatest number of the source
  /// before the range, nullopt when there was none.
  void Fill(Manifest& manifest, const std::optional<std::uint64_t>& last) const;

  /// The numbers that came in the range, as runs.
  std::vector<NumberRun> Numbers() const;

 private:
  LogAppender log_;
  std::uint64_t messages_ = 0;
  std::vector<std::uint64_t> numbers_;          // in order of leaves
  std::map<std::uint64_t, ParkedLine> parked_;  // by leaf: of this range, not settled
  std::vector<ParkedLine> settled_;             // of earlier ranges
};

}  // namespace custos::storage
