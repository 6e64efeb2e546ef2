// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "server/studio/alert_grouping.h"
#include "server/studio/backtest_tally.h"
#include "server/studio/batch_judge.h"
#include "storage/history.h"

namespace custos::server::studio {

/// Counts judged batches, in order: what the first pack of the judge says against what the last one says. What was sent
/// before the range only opens alerts that messages of the range may join. Not thread-safe.
class BatchCounter {
 public:
  /// `tested` and `compared` are the packs of `judge`, which may be one and the same. `standing`: alerts that exist,
  /// for the comparison with verdicts.
  BatchCounter(storage::History& history, const BatchJudge& judge, std::shared_ptr<const rules::RuleSet> tested,
               std::shared_ptr<const rules::RuleSet> compared, const std::vector<storage::PastAlert>& standing);

  /// Takes the findings out of the batch.
  Status Take(Batch& batch);

  BacktestTally& tally() { return tally_; }
  const BacktestTally& tally() const { return tally_; }

 private:
  struct Found {
    AlertsByCategory before;
    AlertsByCategory after;
    FurtherHits hits;
  };

  Found FoundIn(std::vector<Finding>& tested, std::vector<Finding>& compared, const ConversationId& conversation,
                const rules::Facts& facts, TimeMs sent_at);

  storage::History& history_;
  const BatchJudge& judge_;
  const std::shared_ptr<const rules::RuleSet> tested_;
  const std::shared_ptr<const rules::RuleSet> compared_;
  const bool same_;
  BacktestTally tally_;
  AlertGrouping groups_of_tested_;
  AlertGrouping groups_of_compared_;
};

}  // namespace custos::server::studio
