// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

// RFC 6962 Merkle tree hashing, proofs from tiles (c2sp.org/tlog-tiles), and their verification.

Digest LeafHash(std::string_view record);
Digest NodeHash(const Digest& left, const Digest& right);
Digest EmptyRoot();

/// Root over these leaf hashes.
Digest MerkleRoot(const std::vector<Digest>& leaves);

/// Tile (L, n): the hashes of the complete subtrees of 256^L leaves, numbers 256·n up to 256·n+255.
struct TileId {
  std::uint32_t level = 0;
  std::uint64_t index = 0;

  auto operator<=>(const TileId&) const = default;
};

constexpr std::uint64_t kTileWidth = 256;

struct Tile {
  TileId id;
  std::string bytes;  ///< 1 … 256 hashes of 32 bytes, one after another
};

/// Gives tiles. Level 0 is not stored: an implementation computes it from bundles (Bundle::LeafHashes).
class TileReader {
 public:
  virtual ~TileReader() = default;
  /// At least the first `width` hashes of the tile; kNotFound or kCorrupt when there are fewer.
  virtual Result<std::string> ReadTile(TileId id, std::uint64_t width) = 0;
};

/// The growing end of the log: append in O(1), root, and which stored tiles a commit has to write. A plain value: copy
/// it, append, commit, and keep the copy only when the commit succeeded. Not thread-safe.
class LogAppender {
 public:
  /// The state of a log of this size, from its right-most tiles.
  static Result<LogAppender> Restore(std::uint64_t size, TileReader& tiles);

  /// 256 leaves at once, by the root over them; size() must be a multiple of 256.
  void AppendChunk(const Digest& chunk_root);

  void Append(const Digest& leaf_hash);

  std::uint64_t size() const { return size_; }
  Digest Root() const;

  /// Tiles of level ≥ 1 that changed since the last call, to be upserted by (level, index); full or partial.
  std::vector<Tile> TakeChangedTiles();

 private:
  void Push(std::size_t level, const Digest& hash);

  std::uint64_t size_ = 0;
  std::vector<std::vector<Digest>> edge_;  // per level: the hashes of the tile that is not full yet
  std::vector<bool> changed_;              // per level: whether that tile has to be written
  std::vector<Tile> full_;
};

/// Audit path of leaf `index` in the tree of the first `size` leaves, nearest sibling first.
Result<std::vector<Digest>> InclusionProof(std::uint64_t index, std::uint64_t size, TileReader& tiles);

/// Proof that the tree of `old_size` leaves is the beginning of the tree of `new_size` leaves.
Result<std::vector<Digest>> ConsistencyProof(std::uint64_t old_size, std::uint64_t new_size, TileReader& tiles);

/// Root of the first `size` leaves.
Result<Digest> RootAt(std::uint64_t size, TileReader& tiles);

bool VerifyInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash, const std::vector<Digest>& proof,
                     const Digest& root);
bool VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root, const Digest& new_root,
                       const std::vector<Digest>& proof);

}  // namespace custos::storage
