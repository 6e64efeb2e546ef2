// SPDX-License-Identifier: Apache-2.0
#include "server/studio/backtest_runner.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "server/studio/batch_counter.h"
#include "server/studio/batch_judge.h"
#include "server/studio/batch_queue.h"

namespace custos::server::studio {
namespace {

using storage::PastMessage;

std::size_t ThreadsOf(const BacktestJob& job) {
  if (job.threads != 0) return job.threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

/// Reads the range, judges it batch by batch and hands the batches out in order. True when it was asked to stop.
Result<bool> ForEachBatch(storage::History& history, const BacktestJob& job, const storage::LeafRange& range,
                          BatchJudge& judge, storage::BacktestProgress& progress,
                          const std::function<Status(Batch&)>& take) {
  progress.total = range.end - range.first;
  BatchQueue queue(history, range, judge);
  while (true) {
    if (job.stop.stop_requested() || (job.progress && job.progress(progress))) return true;
    auto next = queue.Next();
    if (!next) return next.error();
    if (!next->has_value()) return false;
    Batch& batch = **next;
    judge.Judge(batch);
    for (const PastMessage& past : batch.messages) progress.messages += judge.Counts(past.message.sent_at) ? 1 : 0;
    progress.done = std::min(progress.total, batch.end - range.first);
    if (const Status status = take(batch); !status) return status.error();
    queue.GiveBack(std::move(batch));
  }
}

}  // namespace

Result<BacktestOutcome> RunBacktest(storage::History& history, const BacktestJob& job) {
  const auto started = std::chrono::steady_clock::now();
  // The same pack twice is judged once.
  const bool same = job.tested->digest() == job.compared->digest();
  BatchJudge judge(history, job.facts, ThreadsOf(job), same ? Packs{job.tested} : Packs{job.tested, job.compared},
                   job.from, job.until);
  const auto range = history.Find(judge.begin(), job.until);
  if (!range) return range.error();
  const auto standing = history.Alerts(*range);
  if (!standing) return standing.error();
  BacktestOutcome outcome;
  BatchCounter counter(history, judge, job.tested, job.compared, *standing);
  const auto stopped =
      ForEachBatch(history, job, *range, judge, outcome.progress, [&](Batch& batch) { return counter.Take(batch); });
  if (!stopped) return stopped.error();
  outcome.cancelled = *stopped;
  outcome.figures = counter.tally().figures();
  outcome.figures.judge_seconds = judge.seconds(0);
  outcome.figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  outcome.samples = counter.tally().TakeSamples();
  return outcome;
}

Result<storage::BacktestProgress> FindInPast(storage::History& history, const BacktestJob& job,
                                             const TakePastAlerts& take) {
  BatchJudge judge(history, job.facts, ThreadsOf(job), {job.tested}, job.from, job.until);
  const auto range = history.Find(judge.begin(), job.until);
  if (!range) return range.error();
  storage::BacktestProgress progress;
  const auto hand_out = [&](Batch& batch) -> Status {
    std::vector<PastAlerts> found;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      const Message& message = batch.messages[i].message;
      if (batch.found.front()[i].empty() || !judge.Counts(message.sent_at)) continue;
      auto alerts = RaisedBy(*job.tested, std::move(batch.found.front()[i]));
      if (alerts.empty()) continue;
      found.push_back({batch.messages[i].id, message.source, message.key, std::move(alerts)});
    }
    for (Late& late : batch.late) {
      if (!judge.Counts(late.anchor.at)) continue;
      const auto place = history.Locate(late.anchor.source, late.anchor.key);
      if (!place) return place.error();
      auto alerts = RaisedBy(*job.tested, std::move(late.found.front()));
      if (!place->has_value() || alerts.empty()) continue;
      found.push_back({(*place)->message_id, late.anchor.source, late.anchor.key, std::move(alerts)});
    }
    return found.empty() ? Status() : take(std::move(found));
  };
  const auto stopped = ForEachBatch(history, job, *range, judge, progress, hand_out);
  if (!stopped) return stopped.error();
  return progress;
}

}  // namespace custos::server::studio
