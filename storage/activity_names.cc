// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "storage/activity_store.h"

namespace custos::storage {

std::optional<std::int64_t> ReplyQuantile(const ReplyBuckets& buckets, double share) {
  std::uint64_t all = 0;
  for (const std::uint64_t count : buckets) all += count;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(static_cast<double>(all) * share));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; all > 0 && i < kReplyBounds.size(); ++i) {
    seen += buckets[i];
    if (seen >= wanted) return kReplyBounds[i];
  }
  return std::nullopt;
}

std::optional<ActivityBy> ParseActivityBy(std::string_view name) {
  if (name == "employee") return ActivityBy::kEmployee;
  if (name == "team") return ActivityBy::kTeam;
  if (name == "day") return ActivityBy::kDay;
  if (name == "week") return ActivityBy::kWeek;
  if (name == "month") return ActivityBy::kMonth;
  return std::nullopt;
}

}  // namespace custos::storage
