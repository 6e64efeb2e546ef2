// SPDX-License-Identifier: Apache-2.0
#include "storage/format/merkle.h"

#include <bit>
#include <map>
#include <optional>

namespace custos::storage {
namespace {

constexpr unsigned kTileHeight = 8;
constexpr std::size_t kHashSize = sizeof(Digest);

Digest HashAt(std::string_view tile, std::uint64_t position) {
  return *DigestFromBytes(tile.substr(position * kHashSize, kHashSize));
}

// Where RFC 6962 splits a tree of n > 1 leaves: the largest power of two below n.
std::uint64_t SplitOf(std::uint64_t n) { return std::bit_floor(n - 1); }

Digest Fold(std::string_view tile, std::uint64_t first, std::uint64_t count) {
  if (count == 1) return HashAt(tile, first);
  return NodeHash(Fold(tile, first, count / 2), Fold(tile, first + count / 2, count / 2));
}

// Subtree hashes over a reader, each tile read once.
class TreeHasher {
 public:
  TreeHasher(std::uint64_t size, TileReader& tiles) : size_(size), tiles_(tiles) {}

  // The hash over leaves [first, end), which must be a subtree of an RFC 6962 tree.
  Result<Digest> Range(std::uint64_t first, std::uint64_t end) {
    const std::uint64_t count = end - first;
    if (std::has_single_bit(count)) return Complete(static_cast<unsigned>(std::countr_zero(count)), first / count);
    const std::uint64_t split = first + SplitOf(count);
    const Result<Digest> left = Range(first, split);
    if (!left) return left;
    const Result<Digest> right = Range(split, end);
    if (!right) return right;
    return NodeHash(*left, *right);
  }

 private:
  // The complete subtree number `index` of 2^height leaves.
  Result<Digest> Complete(unsigned height, std::uint64_t index) {
    const unsigned level = height / kTileHeight;
    const unsigned within = height % kTileHeight;
    const TileId id{level, index >> (kTileHeight - within)};
    const Result<std::string_view> tile = Read(id);
    if (!tile) return tile.error();
    const std::uint64_t count = 1ULL << within;
    return Fold(*tile, (index << within) % kTileWidth, count);
  }

  Result<std::string_view> Read(TileId id) {
    const auto known = cache_.find(id);
    if (known != cache_.end()) return std::string_view(known->second);
    const unsigned shift = kTileHeight * id.level;
    const std::uint64_t total = shift < 64 ? size_ >> shift : 0;
    const std::uint64_t width = std::min(kTileWidth, total - id.index * kTileWidth);
    Result<std::string> bytes = tiles_.ReadTile(id, width);
    if (!bytes) return bytes.error();
    if (bytes->size() < width * kHashSize) {
      return Error{ErrorKind::kCorrupt, "evidence.tile_short", "a stored tile holds fewer hashes than the log has"};
    }
    return std::string_view(cache_.emplace(id, std::move(*bytes)).first->second);
  }

  std::uint64_t size_;
  TileReader& tiles_;
  std::map<TileId, std::string> cache_;
};

Error OutOfRange() { return {ErrorKind::kInvalid, "evidence.proof_range", "the proof asked for lies outside the log"}; }

}  // namespace

Digest LeafHash(std::string_view record) { return Sha256({std::string_view("\0", 1), record}); }

Digest NodeHash(const Digest& left, const Digest& right) { return Sha256({"\x01", AsBytes(left), AsBytes(right)}); }

Digest EmptyRoot() { return Sha256(std::string_view()); }

Digest MerkleRoot(const std::vector<Digest>& leaves) {
  LogAppender log;
  for (const Digest& leaf : leaves) log.Append(leaf);
  return log.Root();
}

Result<Digest> RootAt(std::uint64_t size, TileReader& tiles) {
  if (size == 0) return EmptyRoot();
  return TreeHasher(size, tiles).Range(0, size);
}

Result<std::vector<Digest>> InclusionProof(std::uint64_t index, std::uint64_t size, TileReader& tiles) {
  if (index >= size) return OutOfRange();
  TreeHasher hasher(size, tiles);
  std::vector<Digest> proof;
  std::uint64_t first = 0;
  std::uint64_t end = size;
  while (end - first > 1) {  // walk down from the root, noting the side not taken
    const std::uint64_t split = first + SplitOf(end - first);
    const bool left = index < split;
    const Result<Digest> sibling = left ? hasher.Range(split, end) : hasher.Range(first, split);
    if (!sibling) return sibling.error();
    proof.insert(proof.begin(), *sibling);
    (left ? end : first) = split;
  }
  return proof;
}

Result<std::vector<Digest>> ConsistencyProof(std::uint64_t old_size, std::uint64_t new_size, TileReader& tiles) {
  if (old_size > new_size) return OutOfRange();
  std::vector<Digest> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  TreeHasher hasher(new_size, tiles);
  std::uint64_t first = 0;
  std::uint64_t end = new_size;
  while (end != old_size) {  // RFC 6962 2.1.2: descend until the old tree is a node of its own
    const std::uint64_t split = first + SplitOf(end - first);
    const bool left = old_size <= split;
    const Result<Digest> sibling = left ? hasher.Range(split, end) : hasher.Range(first, split);
    if (!sibling) return sibling.error();
    proof.insert(proof.begin(), *sibling);
    (left ? end : first) = split;
  }
  if (first != 0) {  // the old tree is no complete subtree of the new one: its own end begins the proof
    const Result<Digest> node = hasher.Range(first, end);
    if (!node) return node.error();
    proof.insert(proof.begin(), *node);
  }
  return proof;
}

// RFC 9162 2.1.3.2.
bool VerifyInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash, const std::vector<Digest>& proof,
                     const Digest& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

// RFC 9162 2.1.4.2.
bool VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root, const Digest& new_root,
                       const std::vector<Digest>& proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == EmptyRoot();

  auto next = proof.begin();
  Digest old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    if (next == proof.end()) return false;
    old_hash = *next++;
  }
  Digest new_hash = old_hash;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(*next, old_hash);
      new_hash = NodeHash(*next, new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, *next);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace custos::storage
