// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "storage/format/bundle.h"

namespace custos::storage {

Result<std::string> JoinBundles(const std::vector<std::string>& bundles, int compression_level) {
  BodyWriter body;
  std::vector<SeedRun> runs;
  std::uint64_t first = 0;
  std::uint64_t next = 0;
  TimeMs at = 0;
  for (const std::string& bytes : bundles) {
    const Result<Bundle> bundle = Bundle::Decode(bytes);
    if (!bundle) return bundle.error();
    if (runs.empty()) {
      first = next = bundle->first();
      at = body.previous_at = bundle->at();
    }
    if (bundle->first() != next) {
      return Error{ErrorKind::kInvalid, "evidence.not_adjacent", "bundles to be joined do not follow each other"};
    }
    next = bundle->end();
    runs.insert(runs.end(), bundle->runs().begin(), bundle->runs().end());
    for (const StoredLeaf& leaf : bundle->leaves()) {
      const bool salted = !bundle->runs()[leaf.run].seed;
      body.PutLeaf(leaf, salted ? std::optional(leaf.salt) : std::nullopt);
      body.PutCheck(leaf.check);
    }
  }
  return body.Finish(first, at, runs, compression_level);
}

}  // namespace custos::storage
