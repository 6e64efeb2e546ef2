// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "storage/postgres/db.h"
#include "storage/segment/columns.h"
#include "storage/segment/posting_blocks.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class SegmentPart : std::uint8_t {
  kColumns = 0,
  kGrams = 1,
  kConversations = 2,
  kKeys = 3,
  kDirectory = 4,
  kStarts = 5,  ///< of the blocks of another kind, which is the key
};

struct SegmentInfo {
  std::uint64_t first_leaf = 0;  ///< and its id
  std::uint64_t end_leaf = 0;
  std::uint64_t messages = 0;
  TimeMs first_at = 0;
  TimeMs last_at = 0;
  std::uint64_t built = 0;
};

/// In order of leaves, without a gap from leaf 0 on.
struct SegmentList {
  std::vector<SegmentInfo> segments;
  std::uint64_t end() const { return segments.empty() ? 0 : segments.back().end_leaf; }  ///< rows stand from here on
};

/// The segments there are, and the pieces of them that were read last, in bounded memory. Thread-safe; throws
/// db::Failure.
class SegmentCatalog {
 public:
  explicit SegmentCatalog(std::size_t most_bytes = 192U << 20) : most_bytes_(most_bytes) {}

  std::shared_ptr<const SegmentList> List(db::Connection& connection);
  std::shared_ptr<const SegmentDirectory> Directory(db::Connection& connection, const SegmentInfo& segment);
  std::shared_ptr<const Columns> Block(db::Connection& connection, const SegmentInfo& segment, std::uint32_t block);

  using ListBlock = std::shared_ptr<const SegmentBlock>;
  /// The block that would hold each of the keys, ascending, in each of the segments; null where a segment begins behind
  /// the key. What is not in memory is read in one round trip, and one more for segments never asked before.
  std::vector<std::vector<ListBlock>> Lists(db::Connection& connection, SegmentPart kind,
                                            const std::vector<SegmentInfo>& segments,
                                            const std::vector<std::uint32_t>& keys);

  std::size_t MemoryBytes() const;

 private:
  using Starts = std::vector<std::uint64_t>;  // first keys of the blocks of one kind, ascending
  using Key = std::tuple<std::uint64_t, std::uint64_t, SegmentPart, std::uint64_t>;  // first leaf, built, kind, key

  std::vector<std::shared_ptr<const Starts>> StartsOf(db::Connection& connection, SegmentPart kind,
                                                      const std::vector<SegmentInfo>& segments);
  struct Entry {
    std::shared_ptr<const void> value;
    std::size_t bytes = 0;
    std::list<Key>::iterator used;
  };

  template <class Value>
  std::shared_ptr<const Value> Find(const Key& key);
  void Keep(const Key& key, std::shared_ptr<const void> value, std::size_t bytes);

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::shared_ptr<const SegmentList> list_ = std::make_shared<SegmentList>();
  std::uint64_t newest_built_ = 0;
  std::map<Key, Entry> entries_;
  std::list<Key> order_;  // last used in front
  std::size_t bytes_ = 0;
};

/// One stored piece; kCorrupt when it is not there.
std::string ReadSegmentPart(db::Connection& connection, const SegmentInfo& segment, SegmentPart kind,
                            std::uint64_t first_key);

/// Holds the tables of rows still: no range that is sealed meanwhile goes away before the transaction ends. To be
/// called first in it.
void HoldRows(db::Connection& connection);

}  // namespace custos::storage
