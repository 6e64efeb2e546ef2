// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "storage/device_store.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostGaps = 1'000;

/// What is left of the gaps once `seq` came.
std::vector<DeviceGap> Fill(const std::vector<DeviceGap>& gaps, std::uint64_t seq) {
  std::vector<DeviceGap> left;
  for (const DeviceGap& gap : gaps) {
    if (seq < gap.first || seq > gap.last) {
      left.push_back(gap);
      continue;
    }
    if (seq > gap.first) left.push_back({gap.first, seq - 1, gap.found_at});
    if (seq < gap.last) left.push_back({seq + 1, gap.last, gap.found_at});
  }
  return left;
}

}  // namespace

std::vector<DeviceGap> GapsAfter(std::vector<DeviceGap> gaps, std::uint64_t* last_seq, std::vector<std::uint64_t> seqs,
                                 TimeMs now) {
  std::sort(seqs.begin(), seqs.end());
  for (const std::uint64_t seq : seqs) {
    if (seq <= *last_seq) {
      if (!gaps.empty()) gaps = Fill(gaps, seq);
      continue;
    }
    if (seq > *last_seq + 1) gaps.push_back({*last_seq + 1, seq - 1, now});
    *last_seq = seq;
  }
  while (gaps.size() > kMostGaps) {
    gaps[1].first = gaps[0].first;
    gaps[1].found_at = gaps[0].found_at;
    gaps.erase(gaps.begin());
  }
  return gaps;
}

}  // namespace custos::storage
