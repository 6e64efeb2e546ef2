// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/key_filter.h"

namespace custos::storage {
namespace {

constexpr std::size_t kWordsPerLine = 8;
constexpr std::size_t kBitsPerKey = 16;
constexpr int kProbes = 6;

std::uint64_t Mix(std::uint64_t bits) {
  bits *= 0x9E3779B97F4A7C15ULL;
  return bits ^ bits >> 29;
}

/// First word of the line of a hash.
std::size_t LineOf(std::uint64_t hash, std::size_t words) {
  return (hash >> 32) % (words / kWordsPerLine) * kWordsPerLine;
}

}  // namespace

KeyFilter::KeyFilter(std::size_t keys) : words_((keys * kBitsPerKey / (kWordsPerLine * 64) + 1) * kWordsPerLine) {}

void KeyFilter::Add(std::uint64_t bits) {
  const std::uint64_t hash = Mix(bits);
  const std::size_t line = LineOf(hash, words_.size());
  std::uint64_t places = Mix(hash);
  for (int i = 0; i < kProbes; ++i, places >>= 9) words_[line + (places & 7)] |= 1ULL << (places >> 3 & 63);
}

bool KeyFilter::MayHave(std::uint64_t bits) const {
  const std::uint64_t hash = Mix(bits);
  const std::size_t line = LineOf(hash, words_.size());
  std::uint64_t places = Mix(hash);
  for (int i = 0; i < kProbes; ++i, places >>= 9) {
    if ((words_[line + (places & 7)] >> (places >> 3 & 63) & 1) == 0) return false;
  }
  return true;
}

}  // namespace custos::storage
