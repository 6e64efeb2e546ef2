// SPDX-License-Identifier: Apache-2.0
#include "storage/region.h"

#include <algorithm>
#include <array>

namespace custos::storage {

std::string FoldRegion(std::string_view region) {
  constexpr std::array<std::string_view, 12> kDropped = {
      "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", " ", "\t", "\n", "\r", "\v"};
  std::string folded;
  while (!region.empty()) {
    const auto dropped =
        std::find_if(kDropped.begin(), kDropped.end(), [&](std::string_view word) { return region.starts_with(word); });
    if (dropped == kDropped.end()) folded += region.front();
    region.remove_prefix(dropped == kDropped.end() ? 1 : dropped->size());
  }
  return folded;
}

bool LiesIn(std::string_view place, std::string_view region) {
  const std::string wanted = FoldRegion(region);
  return !wanted.empty() && FoldRegion(place).find(wanted) != std::string::npos;
}

}  // namespace custos::storage
