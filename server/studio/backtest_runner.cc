// SPDX-License-Identifier: Apache-2.0
#include "server/studio/backtest_runner.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "server/studio/batch_judge.h"
#include "server/studio/past_reader.h"

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
  PastReader reader(history, range);
  while (true) {
    if (job.stop.stop_requested() || (job.progress && job.progress(progress))) return true;
    const auto parts = reader.Next();
    if (!parts) return parts.error();
    if (parts->empty()) return false;
    auto batch = judge.Judge(*parts, job.from, job.until);
    if (!batch) return batch.error();
    progress.messages += batch->messages.size();
    progress.done = std::min(progress.total, parts->back().end - range.first);
    if (const Status status = take(*batch); !status) return status.error();
  }
}

}  // namespace

Result<BacktestOutcome> RunBacktest(storage::History& history, const BacktestJob& job) {
  const auto started = std::chrono::steady_clock::now();
  const auto range = history.Find(job.from, job.until);
  if (!range) return range.error();
  const auto standing = history.Alerts(*range);
  if (!standing) return standing.error();
  BacktestTally tally(*standing);
  BacktestOutcome outcome;
  // The same pack twice is judged once.
  const bool same = job.tested->digest() == job.compared->digest();
  BatchJudge judge(history, job.facts, ThreadsOf(job), same ? Packs{job.tested} : Packs{job.tested, job.compared});
  const auto count = [&](Batch& batch) -> Status {
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      const PastMessage& past = batch.messages[i];
      auto& tested = batch.found.front()[i];
      auto& compared = batch.found.back()[i];
      if (tested.empty() && compared.empty()) {
        tally.AddQuiet(past.message.sent_at);
        continue;
      }
      const auto after = RaisedBy(*job.tested, tested);
      tally.Add(past.id, past.message.sent_at, same ? after : RaisedBy(*job.compared, std::move(compared)), after);
    }
    for (Late& late : batch.late) {
      const auto place = history.Locate(late.source, late.key);
      if (!place) return place.error();
      if (!place->has_value()) continue;  // erased meanwhile
      const auto after = RaisedBy(*job.tested, late.found.front());
      const auto before = same ? after : RaisedBy(*job.compared, std::move(late.found.back()));
      tally.AddLate((*place)->message_id, (*place)->sent_at, before, after);
    }
    return {};
  };
  const auto stopped = ForEachBatch(history, job, *range, judge, outcome.progress, count);
  if (!stopped) return stopped.error();
  outcome.cancelled = *stopped;
  outcome.figures = tally.figures();
  outcome.figures.judge_seconds = judge.seconds(0);
  outcome.figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  outcome.samples = tally.TakeSamples();
  return outcome;
}

Result<storage::BacktestProgress> FindInPast(storage::History& history, const BacktestJob& job,
                                             const TakePastAlerts& take) {
  const auto range = history.Find(job.from, job.until);
  if (!range) return range.error();
  storage::BacktestProgress progress;
  BatchJudge judge(history, job.facts, ThreadsOf(job), {job.tested});
  const auto hand_out = [&](Batch& batch) -> Status {
    std::vector<PastAlerts> found;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      if (batch.found.front()[i].empty()) continue;
      auto alerts = RaisedBy(*job.tested, std::move(batch.found.front()[i]));
      if (alerts.empty()) continue;
      const Message& message = batch.messages[i].message;
      found.push_back({batch.messages[i].id, message.source, message.key, std::move(alerts)});
    }
    for (Late& late : batch.late) {
      const auto place = history.Locate(late.source, late.key);
      if (!place) return place.error();
      auto alerts = RaisedBy(*job.tested, std::move(late.found.front()));
      if (!place->has_value() || alerts.empty()) continue;
      found.push_back({(*place)->message_id, late.source, late.key, std::move(alerts)});
    }
    return found.empty() ? Status() : take(std::move(found));
  };
  const auto stopped = ForEachBatch(history, job, *range, judge, progress, hand_out);
  if (!stopped) return stopped.error();
  return progress;
}

}  // namespace custos::server::studio
