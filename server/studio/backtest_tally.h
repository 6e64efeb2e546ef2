// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/finding.h"
#include "rules/rule_set.h"
#include "storage/backtest_store.h"
#include "storage/history.h"

namespace custos::server::studio {

/// Alerts by the pack compared with and by the pack tested.
struct BeforeAfter {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t gained = 0;
  std::uint64_t lost = 0;
};

struct BacktestDayCount {
  std::uint64_t messages = 0;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};

/// Against what people decided about alerts of the same message and category.
struct BacktestPrecision {
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;
  std::uint64_t lost_right = 0;
  std::uint64_t lost_wrong = 0;
};

struct BacktestFigures {
  std::uint64_t messages = 0;
  BeforeAfter alerts;             ///< what people would see: further hits of one behaviour belong to its alert
  std::uint64_t hits_before = 0;  ///< alerts with their further hits
  std::uint64_t hits_after = 0;
  std::map<std::int64_t, BacktestDayCount> days;  ///< by day since 1970, UTC
  std::map<std::string, BeforeAfter> rules;       ///< by rule id
  std::map<std::string, BeforeAfter> categories;
  BacktestPrecision precision;
  Digest result{};  ///< over all alerts of the pack tested, in order
  double seconds = 0;
  double judge_seconds = 0;  ///< processor time of the pack tested
};

/// What one pack would have said of one message: findings that raise alerts, by category.
using AlertsByCategory = std::map<std::string, std::vector<Finding>>;

/// The findings that raise alerts: none of rules in shadow, none of signals.
AlertsByCategory RaisedBy(const rules::RuleSet& rules, std::vector<Finding> findings);

/// Categories of a message's alerts that are further hits of an alert before, by pack.
struct FurtherHits {
  std::set<std::string> before;
  std::set<std::string> after;
};

/// Counts what two packs say of messages in the order of the log. Keeps a bounded number of samples. Not thread-safe.
class BacktestTally {
 public:
  /// `standing`: alerts that exist, for the comparison with verdicts.
  explicit BacktestTally(const std::vector<storage::PastAlert>& standing);

  void Add(std::uint64_t message_id, TimeMs sent_at, const AlertsByCategory& before, const AlertsByCategory& after,
           const FurtherHits& hits);
  /// The same for a message that was counted before.
  void AddLate(std::uint64_t message_id, TimeMs sent_at, const AlertsByCategory& before, const AlertsByCategory& after,
               const FurtherHits& hits);
  /// A message that neither pack says anything of.
  void AddQuiet(TimeMs sent_at);

  const BacktestFigures& figures() const { return figures_; }
  BacktestFigures& figures() { return figures_; }
  std::vector<storage::BacktestSample> TakeSamples() { return std::move(samples_); }

 private:
  void CountRules(const AlertsByCategory& before, const AlertsByCategory& after);
  void CountVerdict(std::uint64_t message_id, const std::string& category, bool lost);
  void Keep(bool gained, std::uint64_t message_id, const std::string& category, const std::vector<Finding>& findings);

  BacktestFigures figures_;
  std::map<std::pair<std::uint64_t, std::string>, bool> verdicts_;  // whether people found the alert right
  std::vector<storage::BacktestSample> samples_;
  std::map<std::pair<bool, std::string>, std::size_t> kept_by_rule_;
  std::size_t kept_[2] = {0, 0};
};

/// The figures as the JSON of `BacktestResult` in openapi.yaml. Titles come from the packs.
std::string FiguresToJson(const BacktestFigures& figures, const rules::RuleSet& compared, const rules::RuleSet& tested);

}  // namespace custos::server::studio
