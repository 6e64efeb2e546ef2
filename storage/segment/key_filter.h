// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace custos::storage {

/// A Bloom filter of two bytes a key whose bits for one key lie in one cache line: at most one key in a thousand that
/// was never added seems to be there. Thread-safe to ask, not to add.
class KeyFilter {
 public:
  /// With room for `keys`; more may be added, and then it errs more often.
  explicit KeyFilter(std::size_t keys);

  /// `bits` as ShortKeyBits gives them.
  void Add(std::uint64_t bits);
  bool MayHave(std::uint64_t bits) const;

  std::size_t MemoryBytes() const { return words_.size() * sizeof(std::uint64_t); }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace custos::storage
