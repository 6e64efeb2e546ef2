// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/literal_finder.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace custos::rules {
namespace {

struct Key {
  std::uint32_t hash = 0;
  std::uint32_t offset = 0;
};

}  // namespace

LiteralFinder::LiteralFinder(std::vector<Literal> literals) : literals_(std::move(literals)) {
  if (literals_.empty()) return;
  // Every pair of every word with its place; how many words share a pair decides where a word is filed.
  std::vector<std::vector<Key>> keys(literals_.size());
  std::unordered_map<std::uint32_t, std::uint32_t> shared;
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const std::string_view word = literals_[i].text;
    std::uint32_t before = 0, before_at = 0;
    for (std::size_t at = 0; at < word.size();) {
      const auto begin = static_cast<std::uint32_t>(at);
      const std::uint32_t code = NextCode(word, &at);
      if (begin > 0) keys[i].push_back({Hash(before, code), before_at});
      before = code;
      before_at = begin;
    }
    if (keys[i].empty()) {
      keys[i].push_back({Hash(0, before), 0});
      has_single_ = true;
    }
    for (const Key& key : keys[i]) ++shared[key.hash];
  }
  bucket_mask_ = 1;
  while (bucket_mask_ < literals_.size() * 2) bucket_mask_ *= 2;
  --bucket_mask_;
  bits_.assign((kBitMask + 1) / 64, 0);
  std::vector<std::pair<std::uint32_t, Entry>> filed;
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const Key best = *std::min_element(keys[i].begin(), keys[i].end(),
                                       [&](const Key& a, const Key& b) { return shared[a.hash] < shared[b.hash]; });
    bits_[(best.hash & kBitMask) >> 6] |= 1ull << (best.hash & 63);
    filed.emplace_back(best.hash >> 4 & bucket_mask_, Entry{static_cast<std::uint32_t>(i), best.offset});
  }
  std::stable_sort(filed.begin(), filed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  buckets_.assign(bucket_mask_ + 2, 0);
  for (const auto& [bucket, entry] : filed) {
    ++buckets_[bucket + 1];
    entries_.push_back(entry);
  }
  for (std::size_t b = 1; b < buckets_.size(); ++b) buckets_[b] += buckets_[b - 1];
}

}  // namespace custos::rules
