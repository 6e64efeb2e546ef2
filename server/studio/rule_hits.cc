// SPDX-License-Identifier: Apache-2.0
#include "server/studio/rule_hits.h"

namespace custos::server::studio {
namespace {

constexpr TimeMs kDayMs = 86'400'000;
constexpr TimeMs kKeptMs = 60'000;

}  // namespace

Result<std::map<std::string, storage::RuleHits>> RuleHitCounter::Count() {
  const std::scoped_lock lock(mutex_);
  const TimeMs now = clock_.Now();
  if (counted_at_ != 0 && now - counted_at_ < kKeptMs) return counted_;
  const auto hits = history_.Hits(now - 7 * kDayMs, now - 90 * kDayMs);
  if (!hits) return hits.error();
  counted_.clear();
  for (const storage::RuleHits& rule : *hits) counted_[rule.rule_id] = rule;
  counted_at_ = now;
  return counted_;
}

}  // namespace custos::server::studio
