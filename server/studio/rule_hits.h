// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "storage/history.h"

namespace custos::server::studio {

/// How often each rule fired in the last seven days, and how often people found that it should not have in the last
/// ninety. Counted at most once a minute. Thread-safe.
class RuleHitCounter {
 public:
  RuleHitCounter(storage::History& history, const Clock& clock) : history_(history), clock_(clock) {}

  Result<std::map<std::string, storage::RuleHits>> Count();

 private:
  storage::History& history_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, storage::RuleHits> counted_;
  TimeMs counted_at_ = 0;
};

}  // namespace custos::server::studio
