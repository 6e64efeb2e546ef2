// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/archive.h"
#include "storage/postgres/segment_catalog.h"
#include "storage/segment/key_filter.h"

namespace custos::storage {

/// Which intake keys sealed messages have. Keeps a filter of two bytes for each sealed message in memory, so that a new
/// key costs no question to the database; where the filter says maybe, the segment's list and then the evidence
/// decide. Thread-safe; throws db::Failure.
class SealedKeys {
 public:
  explicit SealedKeys(SegmentCatalog& catalog) : catalog_(catalog) {}

  /// Where those of the keys (16 bytes each) that are sealed stand.
  std::map<std::string, MessageRef> Find(db::Connection& connection, const std::vector<std::string>& keys);

  std::size_t MemoryBytes() const;

 private:
  /// Of one segment.
  struct Filter {
    std::uint64_t built = 0;
    KeyFilter keys;
  };
  struct Maybe {
    std::uint64_t segment = 0;
    std::uint64_t bits = 0;
    std::size_t key = 0;  // place in the call
  };

  std::shared_ptr<const Filter> FilterOf(db::Connection& connection, const SegmentInfo& segment);
  std::vector<Maybe> Ask(db::Connection& connection, const SegmentList& list, const std::vector<std::string>& keys);
  void Confirm(db::Connection& connection, const SegmentList& list, const std::vector<Maybe>& maybe,
               const std::vector<std::string>& keys, std::map<std::string, MessageRef>& found);

  SegmentCatalog& catalog_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<const Filter>> filters_;  // by first leaf
};

/// What is sealed, for everybody who reads messages. Thread-safe.
struct SealedStore {
  SegmentCatalog catalog;
  SealedKeys keys{catalog};
};

/// Where the messages with these intake keys stand, in rows or sealed.
std::map<std::string, MessageRef> FindKeys(db::Connection& connection, SealedKeys& sealed,
                                           const std::vector<std::string>& keys);

}  // namespace custos::storage
