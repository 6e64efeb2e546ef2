// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/coverage_job.h"

#include <algorithm>
#include <string>

#include "core/log.h"

namespace custos::app {

void CoverageJob::Step() {
  std::uint64_t first = 0;
  {
    const std::lock_guard lock(mutex_);
    if (finished_ && round_.checked_leaves == 0 && clock_.Now() - finished_->finished_at < kPause) return;
    first = round_.checked_leaves;
  }
  const Result<storage::SearchCoverage> piece = storage_.CheckCoverage(first);
  if (!piece) {
    Log(LogLevel::kWarn, "search was not compared with the evidence", {{"code", piece.error().code}});
    return;
  }
  const std::lock_guard lock(mutex_);
  round_.checked_leaves = piece->end;
  round_.messages += piece->messages;
  round_.missing += piece->missing;
  round_.sampled += piece->sampled;
  round_.unfindable += piece->unfindable;
  if (piece->missing + piece->unfindable > 0) {
    Log(LogLevel::kError, "messages cannot be searched: custos reindex makes rows and index anew",
        {{"first_leaf", std::to_string(piece->first)},
         {"missing", std::to_string(piece->missing)},
         {"unfindable", std::to_string(piece->unfindable)}});
  }
  if (piece->end > piece->first) return;  // the end of the log: a round is done
  round_.finished_at = clock_.Now();
  finished_ = round_;
  round_ = {};
}

server::api::SearchCoverage CoverageJob::Read() const {
  const std::lock_guard lock(mutex_);
  server::api::SearchCoverage shown = finished_.value_or(round_);
  // A fault is shown as soon as it is seen, not when the round ends.
  shown.missing = std::max(shown.missing, round_.missing);
  shown.unfindable = std::max(shown.unfindable, round_.unfindable);
  return shown;
}

}  // namespace custos::app
