// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <optional>

#include "storage/format/merkle.h"

namespace custos::storage {
namespace {

// Root over the 2^n hashes [first, first + count) of a tile's edge.
Digest Subtree(const std::vector<Digest>& hashes, std::size_t first, std::size_t count) {
  if (count == 1) return hashes[first];
  return NodeHash(Subtree(hashes, first, count / 2), Subtree(hashes, first + count / 2, count / 2));
}

std::string Join(const std::vector<Digest>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) bytes.append(AsBytes(hash));
  return bytes;
}

}  // namespace

Result<LogAppender> LogAppender::Restore(std::uint64_t size, TileReader& tiles) {
  LogAppender log;
  log.size_ = size;
  for (std::uint32_t level = 0; size > 0; ++level, size /= kTileWidth) {
    std::vector<Digest>& edge = log.edge_.emplace_back();
    log.changed_.push_back(false);
    const std::uint64_t width = size % kTileWidth;
    if (width == 0) continue;
    const Result<std::string> bytes = tiles.ReadTile({level, size / kTileWidth}, width);
    if (!bytes) return bytes.error();
    if (bytes->size() < width * sizeof(Digest)) {
      return Error{ErrorKind::kCorrupt, "evidence.tile_short",
                   "the right-most tile holds fewer hashes than the log has"};
    }
    for (std::uint64_t i = 0; i < width; ++i) {
      edge.push_back(*DigestFromBytes(std::string_view(*bytes).substr(i * sizeof(Digest), sizeof(Digest))));
    }
  }
  return log;
}

void LogAppender::Append(const Digest& leaf_hash) {
  Push(0, leaf_hash);
  ++size_;
}

void LogAppender::AppendChunk(const Digest& chunk_root) {
  if (edge_.empty()) {
    edge_.emplace_back();
    changed_.push_back(false);
  }
  Push(1, chunk_root);
  size_ += kTileWidth;
}

void LogAppender::Push(std::size_t level, const Digest& hash) {
  if (level == edge_.size()) {
    edge_.emplace_back();
    changed_.push_back(false);
  }
  edge_[level].push_back(hash);
  changed_[level] = level > 0;
  if (edge_[level].size() < kTileWidth) return;

  if (level > 0) {
    // size_ does not count this leaf yet, so the tile's number is that of the tile still being filled.
    const std::uint64_t index = (size_ >> (8 * level)) / kTileWidth;
    full_.push_back({{static_cast<std::uint32_t>(level), index}, Join(edge_[level])});
    changed_[level] = false;
  }
  const Digest root = Subtree(edge_[level], 0, kTileWidth);
  edge_[level].clear();
  Push(level + 1, root);
}

Digest LogAppender::Root() const {
  std::optional<Digest> root;
  for (const std::vector<Digest>& hashes : edge_) {  // from the right end of the tree to the left
    for (std::size_t end = hashes.size(); end > 0;) {
      const std::size_t count = std::size_t{1} << std::countr_zero(end);
      const Digest peak = Subtree(hashes, end - count, count);
      root = root ? NodeHash(peak, *root) : peak;
      end -= count;
    }
  }
  return root.value_or(EmptyRoot());
}

std::vector<Tile> LogAppender::TakeChangedTiles() {
  std::vector<Tile> tiles = std::move(full_);
  full_.clear();
  for (std::size_t level = 1; level < edge_.size(); ++level) {
    if (!changed_[level]) continue;
    const std::uint64_t index = (size_ >> (8 * level)) / kTileWidth;
    tiles.push_back({{static_cast<std::uint32_t>(level), index}, Join(edge_[level])});
    changed_[level] = false;
  }
  return tiles;
}

}  // namespace custos::storage
