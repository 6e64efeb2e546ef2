// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/postgres/partitions.h"
#include "storage/postgres/segment_catalog.h"
#include "storage/segment/segment_builder.h"
#include "storage/verify/evidence_source.h"

namespace custos::storage {

constexpr std::uint64_t kPackedLeaves = 256;  ///< leaves of a bundle that is packed for good

/// Turns the oldest rows into segments. One segment is one transaction: the index is written, the bundles are packed
/// anew, the recall marks move over, and from its commit on nobody reads the rows any more; they are dropped
/// afterwards. Whatever ends it in between leaves everything as it was. One thread; throws db::Failure.
class Sealer {
 public:
  Sealer(db::Connection& connection, Partitions& partitions) : connection_(connection), partitions_(partitions) {}

  /// Seals the next full part, with `all` whatever is there. The leaves sealed; 0 when there is nothing to do or
  /// another process is at it.
  std::uint64_t SealNext(bool all = false);

  /// Seals nothing from this leaf on.
  void StopAt(std::uint64_t leaf) { stop_ = leaf; }

 private:
  struct Range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::uint64_t packed_end = 0;
  };

  std::optional<Range> NextRange(bool all);
  std::vector<StoredBundle> Read(const Range& range);
  std::uint64_t Pack(const Range& range, const std::vector<StoredBundle>& stored);
  void Store(const SegmentImage& image, std::uint64_t packed_end);

  db::Connection& connection_;
  Partitions& partitions_;
  std::uint64_t stop_ = UINT64_MAX;
};

/// The segment of leaves [first, end) as the evidence makes it. The bundles hold all of them, in order.
SegmentImage MakeSegment(const std::vector<StoredBundle>& stored, std::uint64_t first, std::uint64_t end);

/// Every stored piece of a segment that `image` makes, in order of kind and key.
void ForEachPart(const SegmentImage& image,
                 const std::function<void(SegmentPart kind, std::uint64_t first_key, const std::string& data)>& visit);

}  // namespace custos::storage
