// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/bundle_scan.h"

#include <atomic>
#include <thread>

#include "storage/format/bundle_body.h"
#include "storage/format/record.h"

namespace custos::storage {
namespace {

constexpr std::uint64_t kMaxShift = 16;  // leaves dropped or inserted at one place that are still recognised
constexpr std::size_t kMaxSwapCandidates = 64;

bool Intact(const Result<Leaf>& leaf) { return leaf.ok() && leaf->commitment_ok && leaf->hash_ok; }

bool FitsAt(const Bundle& bundle, std::uint64_t index, const StoredLeaf& stored) {
  return Intact(bundle.RebuildAt(index, stored));
}

// Whether the leaves at a and b stand in each other's place, with their checks or without.
bool Swapped(const Bundle& bundle, std::uint64_t a, std::uint64_t b) {
  const StoredLeaf& at_a = bundle.leaves()[a - bundle.first()];
  const StoredLeaf& at_b = bundle.leaves()[b - bundle.first()];
  if (FitsAt(bundle, a, at_b) && FitsAt(bundle, b, at_a)) return true;
  StoredLeaf moved_b = at_b;
  StoredLeaf moved_a = at_a;
  moved_b.check = at_a.check;
  moved_a.check = at_b.check;
  return FitsAt(bundle, a, moved_b) && FitsAt(bundle, b, moved_a);
}

// How far the leaf at `index` and all behind it were moved: positive when leaves before it were dropped, negative when
// some were inserted, 0 when that is not what happened.
std::int64_t ShiftAt(const Bundle& bundle, std::uint64_t index) {
  const StoredLeaf& stored = bundle.leaves()[index - bundle.first()];
  for (std::uint64_t by = 1; by <= kMaxShift; ++by) {
    if (FitsAt(bundle, index + by, stored)) return static_cast<std::int64_t>(by);
    if (index >= by && FitsAt(bundle, index - by, stored)) return -static_cast<std::int64_t>(by);
  }
  return 0;
}

std::string KindName(const StoredLeaf& stored) { return std::string(ToString(static_cast<RecordKind>(stored.kind))); }

// Names what happened to the damaged leaves of a bundle.
void Diagnose(ScannedBundle& scan) {
  const Bundle& bundle = *scan.bundle;
  std::vector<std::uint64_t> bad;
  for (std::uint64_t i = bundle.first(); i < bundle.end(); ++i) {
    if (scan.damaged[i - bundle.first()]) bad.push_back(i);
  }
  for (std::size_t n = 0; n < bad.size(); ++n) {
    const std::uint64_t index = bad[n];
    for (std::size_t m = n + 1; m < bad.size() && m < n + kMaxSwapCandidates; ++m) {
      if (!Swapped(bundle, index, bad[m])) continue;
      scan.faults.push_back({"records_swapped", index, "stands where leaf " + std::to_string(bad[m]) + " belongs"});
      bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(m));
      bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(n));
      --n;
      break;
    }
    if (n >= bad.size() || bad[n] != index) continue;
    if (const std::int64_t shift = ShiftAt(bundle, index); shift != 0) {
      const auto count = static_cast<std::uint64_t>(shift > 0 ? shift : -shift);
      scan.faults.push_back({shift > 0 ? "record_missing" : "record_forged", shift > 0 ? index : index - count,
                             std::to_string(count) + (shift > 0 ? " taken out" : " put in") + " inside a bundle"});
      return;  // everything behind is shifted with it
    }
    const Leaf& leaf = scan.leaves[index - bundle.first()];
    const StoredLeaf& stored = bundle.leaves()[index - bundle.first()];
    const bool content = FormHasContent(stored.form, stored.kind) && !leaf.commitment_ok;
    scan.faults.push_back({content ? "content_changed" : "record_changed", index, KindName(stored)});
  }
}

}  // namespace

ScannedBundle ScanBundle(const StoredBundle& stored) {
  ScannedBundle scan;
  scan.filed = scan.first = stored.first;
  scan.bytes = stored.bytes.size();
  std::size_t used = 0;
  Result<Bundle> bundle = Bundle::Decode(stored.bytes, &used);
  if (!bundle || used != stored.bytes.size()) {
    scan.faults.push_back({"bundle_unreadable", stored.first, "the bundle filed under this index is damaged"});
    return scan;
  }
  scan.bundle = std::move(*bundle);
  scan.first = scan.bundle->first();
  scan.end = scan.bundle->end();
  scan.leaves.resize(scan.end - scan.first);
  scan.damaged.resize(scan.leaves.size());
  bool damage = false;
  for (std::uint64_t index = scan.first; index < scan.end; ++index) {
    Result<Leaf> leaf = scan.bundle->ReadLeaf(index);
    if (!Intact(leaf)) scan.damaged[index - scan.first] = damage = true;
    if (leaf) {
      scan.leaves[index - scan.first] = std::move(*leaf);
    } else {
      scan.leaves[index - scan.first].commitment_ok = false;  // nothing could be rebuilt from its content
    }
  }
  if (damage) Diagnose(scan);
  return scan;
}

std::vector<ScannedBundle> ScanBundles(const std::vector<StoredBundle>& stored, unsigned threads) {
  std::vector<ScannedBundle> scanned(stored.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < stored.size(); i = next++) scanned[i] = ScanBundle(stored[i]);
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < threads && i < stored.size(); ++i) helpers.emplace_back(work);
  work();
  helpers.clear();  // joins
  return scanned;
}

}  // namespace custos::storage
