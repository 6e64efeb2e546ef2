// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <utility>

#include "storage/format/bundle.h"

namespace custos::storage {

Result<std::vector<std::string>> SpreadBundles(const std::vector<std::string>& bundles, std::uint64_t leaves,
                                               int compression_level) {
  std::vector<std::string> spread;
  BodyWriter body;
  std::vector<SeedRun> runs;
  std::uint64_t first = 0;
  std::uint64_t next = 0;
  TimeMs at = 0;
  bool begun = false;
  for (const std::string& bytes : bundles) {
    const Result<Bundle> bundle = Bundle::Decode(bytes);
    if (!bundle) return bundle.error();
    if (begun && bundle->first() != next) {
      return Error{ErrorKind::kInvalid, "evidence.not_adjacent", "bundles to be joined do not follow each other"};
    }
    next = bundle->first();
    begun = true;
    std::uint32_t run = std::numeric_limits<std::uint32_t>::max();
    for (const StoredLeaf& leaf : bundle->leaves()) {
      if (runs.empty()) {
        first = next;
        at = body.previous_at = leaf.at;
        run = std::numeric_limits<std::uint32_t>::max();
      }
      const std::optional<Digest>& seed = bundle->runs()[leaf.run].seed;
      if (run != leaf.run) runs.push_back({0, seed});
      run = leaf.run;
      ++runs.back().leaves;
      body.PutLeaf(leaf, seed ? std::nullopt : std::optional(leaf.salt));
      body.PutCheck(leaf.check);
      if (++next % leaves != 0) continue;
      Result<std::string> packed = body.Finish(first, at, runs, compression_level);
      if (!packed) return packed.error();
      spread.push_back(std::move(*packed));
      body = {};
      runs.clear();
    }
  }
  if (!runs.empty()) {
    Result<std::string> packed = body.Finish(first, at, runs, compression_level);
    if (!packed) return packed.error();
    spread.push_back(std::move(*packed));
  }
  return spread;
}

}  // namespace custos::storage
