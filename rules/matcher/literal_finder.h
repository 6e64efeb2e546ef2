// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace custos::rules {

/// Finds all of many words in one pass. Each word is filed under its rarest pair of neighbouring characters; the pass
/// looks up every pair of the text in a small bit map that stays in the nearest cache, and only a set bit leads to
/// the words. So the cost per character hardly grows with the number of words. Immutable after Build.
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
  /// particular order of words.
  template <class Found>
  void Find(std::string_view text, Found&& found) const;

 private:
  struct Entry {
    std::uint32_t literal = 0;
    std::uint32_t offset = 0;  // of the pair (or the only character) within the word
  };

  static std::uint32_t Hash(std::uint32_t left, std::uint32_t right) {
    std::uint32_t h = left * 0x9E3779B1u ^ right * 0x85EBCA77u;
    return h ^ h >> 15;
  }
  // The bytes of the character at `at` as one number; moves past it. The text must be valid UTF-8.
  static std::uint32_t NextCode(std::string_view text, std::size_t* at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::size_t i = *at;
    const std::uint32_t b = byte(i);
    if (b < 0x80) return ++*at, b;
    if (b < 0xE0) return *at += 2, b << 8 | byte(i + 1);
    if (b < 0xF0) return *at += 3, b << 16 | byte(i + 1) << 8 | byte(i + 2);
    return *at += 4, b << 24 | byte(i + 1) << 16 | byte(i + 2) << 8 | byte(i + 3);
  }

  bool Marked(std::uint32_t hash) const { return bits_[(hash & kBitMask) >> 6] >> (hash & 63) & 1; }
  template <class Found>
  void Check(std::string_view text, std::size_t at, std::uint32_t hash, Found&& found) const;

  static constexpr std::uint32_t kBitMask = (1u << 18) - 1;  // 32 KiB
  std::vector<Literal> literals_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> buckets_;  // first entry of each hash bucket; one more at the end
  std::vector<Entry> entries_;
  std::uint32_t bucket_mask_ = 0;
  bool has_single_ = false;
};

template <class Found>
void LiteralFinder::Find(std::string_view text, Found&& found) const {
  if (literals_.empty()) return;
  std::uint32_t before = 0;
  std::size_t before_at = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = NextCode(text, &at);
    const std::uint32_t pair = Hash(before, code);
    if (Marked(pair)) Check(text, before_at, pair, found);
    if (has_single_) {
      const std::uint32_t single = Hash(0, code);
      if (Marked(single)) Check(text, begin, single, found);
    }
    before = code;
    before_at = begin;
  }
}

template <class Found>
void LiteralFinder::Check(std::string_view text, std::size_t at, std::uint32_t hash, Found&& found) const {
  const std::uint32_t bucket = hash >> 4 & bucket_mask_;
  for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    const Entry& entry = entries_[i];
    const std::string& word = literals_[entry.literal].text;
    if (entry.offset > at || text.size() - (at - entry.offset) < word.size()) continue;
    const std::size_t begin = at - entry.offset;
    if (std::memcmp(text.data() + begin, word.data(), word.size()) == 0) {
      found(literals_[entry.literal].payload, begin, begin + word.size());
    }
  }
}

}  // namespace custos::rules
