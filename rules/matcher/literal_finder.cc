// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/literal_finder.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace custos::rules {
namespace {

struct Place {
  std::uint64_t hash = 0;
  std::uint32_t offset = 0;
};

bool BeginsCharacter(char c) { return (c & 0xC0) != 0x80; }

// The bits of a number up to `wanted`, within limits.
unsigned BitsFor(std::size_t wanted, unsigned least, unsigned most) {
  return std::clamp(static_cast<unsigned>(std::bit_width(wanted)), least, most);
}

}  // namespace

LiteralFinder::LiteralFinder(std::vector<Literal> literals) : literals_(std::move(literals)) {
  if (literals_.empty()) return;
  // Every place a word could be filed under; how many words share one decides.
  std::vector<std::vector<Place>> places(literals_.size());
  std::unordered_map<std::uint64_t, std::uint32_t> shared;
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const std::string& word = literals_[i].text;
    std::size_t key = 0;
    while (kKeyBytes[key] > word.size()) ++key;
    has_[key] = true;
    has_short_ = has_short_ || key > 0;
    char padded[8] = {};
    for (std::size_t at = 0; at + kKeyBytes[key] <= word.size(); ++at) {
      if (!BeginsCharacter(word[at])) continue;
      std::memcpy(padded, word.data() + at, kKeyBytes[key]);
      places[i].push_back({Hash(Load(padded), key), static_cast<std::uint32_t>(at)});
    }
    for (const Place& place : places[i]) ++shared[place.hash];
  }
  const unsigned bits = BitsFor(literals_.size() * 64, 14, 20), bucket_bits = BitsFor(literals_.size() * 2, 1, 24);
  bit_shift_ = 64 - bits;
  bucket_shift_ = 64 - bucket_bits;
  bits_.assign((1u << bits) / 64, 0);
  buckets_.assign((1u << bucket_bits) + 1, 0);
  std::vector<std::pair<std::uint32_t, Entry>> filed;
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const Place best = *std::min_element(places[i].begin(), places[i].end(), [&](const Place& a, const Place& b) {
      return shared[a.hash] < shared[b.hash];
    });
    const std::uint64_t bit = best.hash >> bit_shift_;
    bits_[bit >> 6] |= 1ull << (bit & 63);
    filed.emplace_back(static_cast<std::uint32_t>(best.hash >> bucket_shift_),
                       EntryFor(literals_[i], static_cast<std::uint32_t>(i), best.offset));
  }
  File(std::move(filed));
}

LiteralFinder::Entry LiteralFinder::EntryFor(const Literal& literal, std::uint32_t number, std::uint32_t offset) {
  const std::size_t size = literal.text.size();
  const auto mask = [](std::size_t bytes) {
    return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * bytes) - 1;
  };
  std::string padded = literal.text;
  padded.append(16, '\0');
  Entry entry{Load(padded.data()),
              mask(size),
              0,
              size > 8 ? mask(size - 8) : 0,
              number,
              offset,
              static_cast<std::uint32_t>(size),
              literal.payload};
  entry.head &= entry.head_mask;
  if (size > 8) entry.tail = Load(padded.data() + 8) & entry.tail_mask;
  return entry;
}

void LiteralFinder::File(std::vector<std::pair<std::uint32_t, Entry>> filed) {
  std::stable_sort(filed.begin(), filed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [bucket, entry] : filed) {
    ++buckets_[bucket + 1];
    entries_.push_back(entry);
  }
  for (std::size_t b = 1; b < buckets_.size(); ++b) buckets_[b] += buckets_[b - 1];
}

}  // namespace custos::rules
