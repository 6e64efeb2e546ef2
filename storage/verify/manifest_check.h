// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/format/checkpoint.h"
#include "storage/format/manifest.h"
#include "storage/format/manifest_tally.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// Holds manifests against the leaves that they speak of: those that the store files, and those that somebody kept
/// elsewhere. A manifest from outside needs nothing of the store but its leaves: it finds what was taken out even when
/// the tree, the checkpoints and the key were all made anew. Keeps the manifests and, per source of the current day,
/// eight bytes per message. Not thread-safe.
class ManifestCheck {
 public:
  explicit ManifestCheck(FaultList& faults) : faults_(faults) {}

  /// Reads what the source files and keeps outside, and `more` notes. Bad signatures and texts are named here.
  Status Read(EvidenceSource& source, const NoteVerifier* key, const std::vector<std::string>& more);

  /// One leaf, in order.
  void Add(const Leaf& leaf);
  /// The leaves before `index` that were not added are unreadable or were skipped.
  void SkipTo(std::uint64_t index, bool skipped);
  /// After the last leaf. `whole` says that the whole log was read.
  void Finish(std::uint64_t end, bool whole);

  /// First leaf of the ranges that are read in part so far; UINT64_MAX when there is none.
  std::uint64_t FirstOpen() const;

  std::uint64_t checked() const { return checked_; }  ///< manifests whose whole range was read

 private:
  struct Stated {
    Manifest manifest;
    std::string text;
    std::optional<std::uint64_t> leaf;  ///< under which the store files it; nullopt for one from outside
  };
  struct Range {
    std::vector<const Stated*> stated;
    std::map<std::string, ManifestTally, std::less<>> sources;
    bool begun = false;
    bool skipped = false;  ///< some leaves were not looked at
  };
  using Key = std::pair<std::uint64_t, std::uint64_t>;  // first, end

  void Take(const std::string& note, std::optional<std::uint64_t> leaf, const NoteVerifier* key);
  void Move(std::uint64_t index);
  void Close(const Key& key, Range& range);
  void Compare(const Stated& stated, const ManifestTally& tally);
  void CheckChain();

  FaultList& faults_;
  std::vector<Stated> stated_;
  std::map<Key, Range> ranges_;                                // those not closed yet
  std::vector<std::pair<std::uint64_t, std::string>> leaves_;  // manifest leaves that were read, with their texts
  std::uint64_t next_ = 0;
  std::uint64_t checked_ = 0;
};

}  // namespace custos::storage
