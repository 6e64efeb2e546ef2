// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/result.h"
#include "server/studio/backtest_tally.h"
#include "server/studio/past_judge.h"
#include "storage/history.h"

namespace custos::server::studio {

struct BacktestJob {
  std::shared_ptr<const rules::RuleSet> tested;
  std::shared_ptr<const rules::RuleSet> compared;
  TimeMs from = 0;   ///< by the time a message was sent, inclusive
  TimeMs until = 0;  ///< exclusive
  FactsProvider facts;
  std::size_t threads = 0;  ///< 0 = one for each core
  std::stop_token stop;
  /// Called between batches on the caller's thread; true asks to stop.
  std::function<bool(const storage::BacktestProgress&)> progress;
};

struct BacktestOutcome {
  bool cancelled = false;
  storage::BacktestProgress progress;
  BacktestFigures figures;
  std::vector<storage::BacktestSample> samples;
};

/// Judges a range of the past with two packs, on all cores, and counts what differs. Reads the evidence log and writes
/// nothing. The same range and packs give the same outcome. Memory is bounded by a few batches of the log.
Result<BacktestOutcome> RunBacktest(storage::History& history, const BacktestJob& job);

/// The alerts that a pack raises about one message of the past.
struct PastAlerts {
  std::uint64_t message_id = 0;
  std::string source;
  std::string key;  ///< of the message
  AlertsByCategory alerts;
};
using TakePastAlerts = std::function<Status(std::vector<PastAlerts>)>;

/// As RunBacktest with one pack, handing out what it finds batch by batch instead of counting. Stops at the first
/// failure of `take`.
Result<storage::BacktestProgress> FindInPast(storage::History& history, const BacktestJob& job,
                                             const TakePastAlerts& take);

}  // namespace custos::server::studio
