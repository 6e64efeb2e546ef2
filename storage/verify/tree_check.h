// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/format/merkle.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// A size at which the root is known from outside the bundles.
struct Anchor {
  std::uint64_t size = 0;
  Digest root{};
  std::string what;  ///< for people: "checkpoint", "head", "checkpoint file"
};

/// Folds leaf hashes into the tree and holds it against the stored tiles and the anchors. The tree is kept twice: from
/// the leaves alone, and with the stored hash of every chunk of 256 leaves that differs; which of the two an anchor
/// confirms tells whether leaves or tiles were changed. Not thread-safe.
class TreeCheck {
 public:
  /// `anchors` in order of size.
  TreeCheck(EvidenceSource& source, FaultList& faults, std::vector<Anchor> anchors);

  std::uint64_t size() const { return size_; }

  Status Add(const Digest& leaf_hash, bool damaged);
  /// Leaves up to `end` are not there.
  Status AddMissing(std::uint64_t end);
  /// Takes the stored hashes instead of reading leaves; both borders are multiples of 256.
  Status Skip(std::uint64_t end);
  /// Compares what is left of the stored tiles after the last leaf.
  Status Finish();

  /// Root of all leaves so far, when every one of them was there.
  std::optional<Digest> Root() const;

 private:
  struct Suspect {
    std::uint64_t chunk;
    bool explained;  // a leaf of it is already known to be damaged
  };

  Status CloseChunk();
  Status CheckTiles(bool last);
  void CheckAnchors();
  void CheckAnchor(const Anchor& anchor);
  void Confirm(const Anchor& anchor);
  LogAppender WithOpenChunk(const LogAppender& log) const;
  Result<std::optional<Digest>> StoredChunk(std::uint64_t chunk);

  EvidenceSource& source_;
  FaultList& faults_;
  std::vector<Anchor> anchors_;
  std::size_t next_anchor_ = 0;

  std::uint64_t size_ = 0;
  std::vector<Digest> chunk_;      // hashes of the chunk that is still open
  bool chunk_incomplete_ = false;  // a leaf of it is missing
  bool chunk_damaged_ = false;
  LogAppender from_leaves_;
  LogAppender with_tiles_;
  std::vector<Suspect> suspects_;
  bool blind_ = false;              // hashes are missing that nothing replaces: no root can be computed any more
  bool whole_ = true;               // nothing was skipped or missing
  bool mismatch_reported_ = false;  // since the last anchor that was confirmed
  std::uint64_t confirmed_ = 0;     // size of that anchor
  TileId wrong_tile_;               // named last

  std::uint64_t tile_number_ = UINT64_MAX;
  std::string tile_;  // stored tile of level 1 with that number; empty when there is none
};

}  // namespace custos::storage
