// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/posting_blocks.h"

#include <utility>

#include "storage/format/wire.h"
#include "storage/segment/bits.h"

namespace custos::storage {
namespace {

constexpr std::size_t kBlockBytes = 3900;  // two rows fit into one page of the database

std::string Encode(const std::vector<std::uint32_t>& list, std::uint32_t ordinals) {
  std::string out;
  PutUint(out, list.size());
  const unsigned shift = RiceShift(ordinals, list.size());
  BitWriter bits(out);
  std::uint32_t next = 0;
  for (const std::uint32_t ordinal : list) {
    bits.PutRice(ordinal - next, shift);
    next = ordinal + 1;
  }
  return out;
}

}  // namespace

void PostingWriter::Add(std::uint32_t key, const std::vector<std::uint32_t>& list) {
  const std::string encoded = Encode(list, ordinals_);
  std::string entry;
  PutUint(entry, empty_ ? 0 : key - last_key_);
  PutBytes(entry, encoded);
  if (!empty_ && open_.data.size() + entry.size() > kBlockBytes) {
    Close();
    entry.clear();
    PutUint(entry, 0);
    PutBytes(entry, encoded);
  }
  if (empty_) open_.first_key = key;
  open_.data += entry;
  last_key_ = key;
  empty_ = false;
}

void PostingWriter::Close() {
  if (empty_) return;
  blocks_.push_back(std::exchange(open_, {}));
  empty_ = true;
}

std::vector<SegmentBlock> PostingWriter::Finish() {
  Close();
  return std::move(blocks_);
}

Result<std::vector<std::uint32_t>> FindPostings(std::string_view block, std::uint64_t first_key, std::uint32_t key,
                                                std::uint32_t ordinals) {
  const Error malformed{ErrorKind::kCorrupt, "segment.malformed", "a list of the index is not what was written"};
  std::vector<std::uint32_t> list;
  WireReader in(block);
  std::uint64_t at = first_key;
  while (!in.rest().empty()) {
    at += in.Uint();
    const std::string_view encoded = in.Bytes();
    if (!in.ok()) return malformed;
    if (at > key) break;
    if (at < key) continue;
    WireReader entry(encoded);
    const std::uint64_t count = entry.Uint();
    if (!entry.ok() || count == 0 || count > ordinals) return malformed;
    const unsigned shift = RiceShift(ordinals, count);
    BitReader bits(entry.rest());
    list.reserve(count);
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      next += bits.TakeRice(shift);
      if (!bits.ok() || next >= ordinals) return malformed;
      list.push_back(static_cast<std::uint32_t>(next++));
    }
    break;
  }
  return list;
}

std::string EncodeStarts(const std::vector<SegmentBlock>& blocks) {
  std::string out;
  PutUint(out, blocks.size());
  std::uint64_t before = 0;
  for (const SegmentBlock& block : blocks) {
    PutUint(out, block.first_key - before);
    before = block.first_key;
  }
  return out;
}

Result<std::vector<std::uint64_t>> DecodeStarts(std::string_view bytes) {
  WireReader in(bytes);
  const std::uint64_t count = in.Uint();
  std::vector<std::uint64_t> starts;
  for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
    const std::uint64_t step = in.Uint();
    if (i > 0 && step == 0) in.Fail();
    starts.push_back((starts.empty() ? 0 : starts.back()) + step);
  }
  if (!in.Finished()) return Error{ErrorKind::kCorrupt, "segment.malformed", "a list of blocks cannot be read"};
  return starts;
}

}  // namespace custos::storage
