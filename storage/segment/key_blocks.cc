// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/key_blocks.h"

#include <algorithm>
#include <bit>

#include "storage/format/wire.h"
#include "storage/segment/bits.h"

namespace custos::storage {
namespace {

constexpr unsigned kKeyBytes = 5;
constexpr std::size_t kKeysPerBlock = 700;  // a little less than four kilobytes

unsigned LeafBits(std::uint32_t leaves) { return static_cast<unsigned>(std::bit_width(leaves)); }

std::string Encode(const ShortKey* begin, const ShortKey* end, std::uint32_t leaves) {
  std::string out;
  const auto count = static_cast<std::uint64_t>(end - begin);
  const unsigned shift = RiceShift(end[-1].bits - begin->bits + 1, count);
  PutUint(out, count);
  PutByte(out, static_cast<std::uint8_t>(shift));
  BitWriter bits(out);
  std::uint64_t before = begin->bits;
  for (const ShortKey* key = begin; key != end; ++key) {
    bits.PutRice(key->bits - before, shift);
    bits.Put(key->leaf, LeafBits(leaves));
    before = key->bits;
  }
  return out;
}

}  // namespace

std::uint64_t ShortKeyBits(std::string_view intake_key) {
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < kKeyBytes; ++i) bits = bits << 8 | static_cast<std::uint8_t>(intake_key[i]);
  return bits;
}

std::vector<SegmentBlock> EncodeKeys(std::vector<ShortKey> keys, std::uint32_t leaves) {
  std::sort(keys.begin(), keys.end());
  std::vector<SegmentBlock> blocks;
  for (std::size_t at = 0; at < keys.size();) {
    std::size_t end = std::min(keys.size(), at + kKeysPerBlock);
    while (end < keys.size() && keys[end].bits == keys[end - 1].bits) ++end;  // one key never spans two blocks
    blocks.push_back({keys[at].bits, Encode(keys.data() + at, keys.data() + end, leaves)});
    at = end;
  }
  return blocks;
}

Result<std::vector<ShortKey>> DecodeKeys(std::string_view block, std::uint64_t first_key, std::uint32_t leaves) {
  const Error malformed{ErrorKind::kCorrupt, "segment.malformed", "a list of keys is not what was written"};
  WireReader in(block);
  const std::uint64_t count = in.Uint();
  const std::uint8_t shift = in.Byte(8 * kKeyBytes);
  if (!in.ok() || count > block.size()) return malformed;
  BitReader bits(in.rest());
  std::vector<ShortKey> keys;
  keys.reserve(count);
  std::uint64_t at = first_key;
  for (std::uint64_t i = 0; i < count; ++i) {
    at += bits.TakeRice(shift);
    keys.push_back({at, static_cast<std::uint32_t>(bits.Take(LeafBits(leaves)))});
    if (!bits.ok() || keys.back().leaf >= leaves) return malformed;
  }
  return keys;
}

}  // namespace custos::storage
