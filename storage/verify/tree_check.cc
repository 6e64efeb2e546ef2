// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/tree_check.h"

#include <algorithm>
#include <utility>

namespace custos::storage {
namespace {

constexpr std::size_t kHashSize = sizeof(Digest);

std::string ChunkName(std::uint64_t chunk) {
  return "one of the leaves " + std::to_string(chunk * kTileWidth) + " to " +
         std::to_string(chunk * kTileWidth + kTileWidth - 1);
}

}  // namespace

TreeCheck::TreeCheck(EvidenceSource& source, FaultList& faults, std::vector<Anchor> anchors)
    : source_(source), faults_(faults), anchors_(std::move(anchors)) {
  chunk_.reserve(kTileWidth);
  CheckAnchors();
}

Status TreeCheck::Add(const Digest& leaf_hash, bool damaged) {
  chunk_.push_back(leaf_hash);
  chunk_damaged_ = chunk_damaged_ || damaged;
  ++size_;
  if (size_ % kTileWidth == 0) {
    if (Status status = CloseChunk(); !status) return status;
  }
  CheckAnchors();
  return {};
}

Status TreeCheck::AddMissing(std::uint64_t end) {
  whole_ = false;
  while (size_ < end) {
    chunk_incomplete_ = true;
    const std::uint64_t chunk_end = (size_ / kTileWidth + 1) * kTileWidth;
    size_ = std::min(end, chunk_end);
    if (size_ < chunk_end) break;
    if (Status status = CloseChunk(); !status) return status;
    if (blind_) {  // nothing to compute any more: go to the end at once, however far a damaged header says it is
      size_ = end;
      chunk_incomplete_ = end % kTileWidth != 0;
    }
  }
  CheckAnchors();
  return {};
}

Status TreeCheck::Skip(std::uint64_t end) {
  if (size_ < end) whole_ = false;
  while (size_ < end) {
    const Result<std::optional<Digest>> stored = StoredChunk(size_ / kTileWidth);
    if (!stored) return stored.error();
    if (!stored->has_value()) {
      faults_.Add("tree_mismatch", size_, "the stored tiles end before the range");
      blind_ = true;
      size_ = end;
      break;
    }
    from_leaves_.AppendChunk(**stored);
    with_tiles_.AppendChunk(**stored);
    size_ += kTileWidth;
    if (Status status = CheckTiles(false); !status) return status;
    CheckAnchors();
  }
  return {};
}

Status TreeCheck::CloseChunk() {
  const std::uint64_t chunk = size_ / kTileWidth - 1;
  const Result<std::optional<Digest>> stored = StoredChunk(chunk);
  if (!stored) return stored.error();
  const bool complete = !std::exchange(chunk_incomplete_, false);
  const bool damaged = std::exchange(chunk_damaged_, false);
  const std::vector<Digest> leaves = std::exchange(chunk_, {});
  chunk_.reserve(kTileWidth);
  if (blind_) return {};

  if (!stored->has_value()) {
    if (complete) faults_.Add("tree_mismatch", chunk * kTileWidth, "the stored tile of these 256 leaves is missing");
    blind_ = damaged || !complete;
    if (blind_) return {};
  }
  const Digest computed = complete ? MerkleRoot(leaves) : **stored;
  from_leaves_.AppendChunk(computed);
  with_tiles_.AppendChunk(stored->value_or(computed));
  if (stored->has_value() && **stored != computed) suspects_.push_back({chunk, damaged});
  return CheckTiles(false);
}

LogAppender TreeCheck::WithOpenChunk(const LogAppender& log) const {
  LogAppender copy = log;
  for (const Digest& leaf : chunk_) copy.Append(leaf);
  return copy;
}

void TreeCheck::CheckAnchors() {
  for (; next_anchor_ < anchors_.size() && anchors_[next_anchor_].size <= size_; ++next_anchor_) {
    // Anchors passed inside a gap or a skipped chunk, or inside a chunk with a hole, say nothing.
    if (anchors_[next_anchor_].size == size_ && !blind_ && !chunk_incomplete_) CheckAnchor(anchors_[next_anchor_]);
  }
}

void TreeCheck::CheckAnchor(const Anchor& anchor) {
  if (WithOpenChunk(from_leaves_).Root() == anchor.root) {
    for (const Suspect& suspect : suspects_) {
      faults_.Add("tree_mismatch", suspect.chunk * kTileWidth, "the stored tile differs from its leaves");
    }
    with_tiles_ = from_leaves_;
    Confirm(anchor);
    return;
  }
  if (WithOpenChunk(with_tiles_).Root() == anchor.root) {
    for (const Suspect& suspect : suspects_) {
      if (suspect.explained) continue;
      faults_.Add("record_changed", suspect.chunk * kTileWidth, ChunkName(suspect.chunk) + " was rewritten");
    }
    from_leaves_ = with_tiles_;
    Confirm(anchor);
    return;
  }
  if (mismatch_reported_ || chunk_damaged_) return;  // the same cause as before, or as a leaf just named
  mismatch_reported_ = true;
  for (const Suspect& suspect : suspects_) {
    if (!suspect.explained) faults_.Add("tree_mismatch", suspect.chunk * kTileWidth, "leaves and stored tile differ");
  }
  suspects_.clear();
  faults_.Add(
      "checkpoint_mismatch", confirmed_,
      "the leaves from here to " + std::to_string(anchor.size) + " do not lead to the root of the " + anchor.what);
}

void TreeCheck::Confirm(const Anchor& anchor) {
  suspects_.clear();
  mismatch_reported_ = false;
  confirmed_ = anchor.size;
}

Result<std::optional<Digest>> TreeCheck::StoredChunk(std::uint64_t chunk) {
  if (chunk / kTileWidth != tile_number_) {
    Result<std::optional<std::string>> tile = source_.StoredTile({1, chunk / kTileWidth});
    if (!tile) return tile.error();
    tile_number_ = chunk / kTileWidth;
    tile_ = std::move(*tile).value_or("");
  }
  const std::size_t offset = chunk % kTileWidth * kHashSize;
  if (tile_.size() < offset + kHashSize) return std::optional<Digest>();
  return DigestFromBytes(std::string_view(tile_).substr(offset, kHashSize));
}

Status TreeCheck::CheckTiles(bool last) {
  // Level 1 was compared chunk by chunk. The levels above it grow only where a tile of level 1 is full.
  if (!last && size_ % (kTileWidth * kTileWidth) != 0) return {};
  for (const Tile& tile : with_tiles_.TakeChangedTiles()) {
    if (tile.id.level < 2 || tile.id == wrong_tile_) continue;
    const Result<std::optional<std::string>> stored = source_.StoredTile(tile.id);
    if (!stored) return stored.error();
    if (stored->has_value() && std::string_view(**stored).substr(0, tile.bytes.size()) == tile.bytes) continue;
    wrong_tile_ = tile.id;
    const std::uint64_t first = tile.id.index << std::min(63U, 8 * (tile.id.level + 1));
    faults_.Add("tree_mismatch", first, "a stored tile of level " + std::to_string(tile.id.level) + " is wrong");
  }
  return {};
}

Status TreeCheck::Finish() {
  if (blind_) return {};
  return CheckTiles(true);
}

std::optional<Digest> TreeCheck::Root() const {
  if (!whole_ || blind_) return std::nullopt;
  return WithOpenChunk(from_leaves_).Root();
}

}  // namespace custos::storage
