// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace custos::rules {

/// Finds all of many words in one pass. Each word is filed under its rarest six bytes that begin with a character (two
/// ideographs), a short one under its first three, two or one. The pass looks up what follows every character in a
/// small bit map that stays in the nearest cache, and only a set bit leads to the words. So the cost per character
/// hardly grows with the number of words. Immutable once made.
class LiteralFinder {
 public:
  struct Literal {
    std::string text;  ///< not empty, valid UTF-8
    std::uint32_t payload = 0;
  };

  LiteralFinder() = default;
  explicit LiteralFinder(std::vector<Literal> literals);

  bool empty() const { return literals_.empty(); }

  /// Calls found(payload, begin, end) for every occurrence of every word, overlapping ones included, in no
  /// particular order of words. The text must be valid UTF-8, and kPadding bytes behind it must be readable.
  template <class Found>
  void Find(std::string_view text, Found&& found) const;

  static constexpr std::size_t kPadding = 64;

 private:
  // A word and where its key stands in it. Its first 16 bytes are here, so that few looks go further.
  struct Entry {
    std::uint64_t head = 0, head_mask = 0;
    std::uint64_t tail = 0, tail_mask = 0;
    std::uint32_t literal = 0;
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t payload = 0;
  };
  static constexpr std::size_t kKeys = 4;
  static constexpr std::size_t kKeyBytes[kKeys] = {6, 3, 2, 1};

  static std::uint64_t Hash(std::uint64_t bytes, std::size_t key) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u;
    return (bytes << (64 - 8 * kKeyBytes[key])) * (kOdd + 2 * key);
  }
  static std::uint64_t Load(const char* from) {  // first byte lowest
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    return bytes;
  }
  // A bit for each of 64 bytes that begins a character.
  static std::uint64_t Starts(const char* from);

  static bool Marked(const std::uint64_t* bits, std::uint64_t bit) { return bits[bit >> 6] >> (bit & 63) & 1; }
  static Entry EntryFor(const Literal& literal, std::uint32_t number, std::uint32_t offset);
  void File(std::vector<std::pair<std::uint32_t, Entry>> filed);
  template <class Found>
  void LookShort(std::string_view text, std::size_t at, Found&& found) const;
  template <class Found>
  void Check(std::string_view text, std::size_t at, std::uint64_t hash, Found&& found) const;

  std::vector<Literal> literals_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> buckets_;  // first entry of each hash bucket; one more at the end
  std::vector<Entry> entries_;
  unsigned bit_shift_ = 63;     // hash to bit
  unsigned bucket_shift_ = 63;  // hash to bucket
  bool has_[kKeys] = {};
  bool has_short_ = false;
};

inline std::uint64_t LiteralFinder::Starts(const char* from) {
  std::uint64_t starts = 0;
#ifdef __SSE2__
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from) + i);
    const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(-65))));
    starts |= static_cast<std::uint64_t>(mask) << 16 * i;
  }
#else
  for (int i = 0; i < 64; ++i) starts |= static_cast<std::uint64_t>((from[i] & 0xC0) != 0x80) << i;
#endif
  return starts;
}

template <class Found>
void LiteralFinder::Find(std::string_view text, Found&& found) const {
  if (literals_.empty()) return;
  const std::uint64_t* const bits = bits_.data();
  const unsigned shift = bit_shift_;
  const bool has_long = has_[0], has_short = has_short_;
  for (std::size_t chunk = 0; chunk < text.size(); chunk += 64) {
    const char* const from = text.data() + chunk;
    std::uint64_t starts = Starts(from);
    if (text.size() - chunk < 64) starts &= (1ull << (text.size() - chunk)) - 1;
    for (; starts != 0; starts &= starts - 1) {
      const auto at = static_cast<std::size_t>(std::countr_zero(starts));
      if (has_long) {
        const std::uint64_t hash = Hash(Load(from + at), 0);
        if (Marked(bits, hash >> shift)) [[unlikely]]
          Check(text, chunk + at, hash, found);
      }
      if (has_short) LookShort(text, chunk + at, found);
    }
  }
}

template <class Found>
void LiteralFinder::LookShort(std::string_view text, std::size_t at, Found&& found) const {
  const std::uint64_t bytes = Load(text.data() + at);
  for (std::size_t key = 1; key < kKeys; ++key) {
    if (!has_[key]) continue;
    const std::uint64_t hash = Hash(bytes, key);
    if (Marked(bits_.data(), hash >> bit_shift_)) [[unlikely]]
      Check(text, at, hash, found);
  }
}

template <class Found>
void LiteralFinder::Check(std::string_view text, std::size_t at, std::uint64_t hash, Found&& found) const {
  const std::uint64_t bucket = hash >> bucket_shift_;
  for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    const Entry& entry = entries_[i];
    if (entry.offset > at || text.size() - (at - entry.offset) < entry.size) continue;
    const std::size_t begin = at - entry.offset;
    const char* const here = text.data() + begin;
    if ((Load(here) & entry.head_mask) != entry.head) continue;
    if (entry.size > 8 && (Load(here + 8) & entry.tail_mask) != entry.tail) continue;
    if (entry.size > 16 && std::memcmp(here, literals_[entry.literal].text.data(), entry.size) != 0) continue;
    found(entry.payload, begin, begin + entry.size);
  }
}

}  // namespace custos::rules
