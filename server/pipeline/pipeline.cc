// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <optional>
#include <utility>

#include "core/log.h"
#include "server/pipeline/judge.h"

namespace custos::server {

Pipeline::Pipeline(storage::Archive& archive, const RuleHolder& rules, const Clock& clock, PipelineSettings settings)
    : rules_(rules),
      settings_(settings),
      committer_(archive, clock),
      intakes_(settings.queue_pages),
      judged_(settings.queue_pages),
      judge_thread_([this] { JudgeLoop(); }),
      commit_thread_([this](const std::stop_token& stop) { CommitLoop(stop); }) {}

Pipeline::~Pipeline() { Stop(); }

bool Pipeline::Submit(Intake intake) { return intakes_.Push(std::move(intake)); }

void Pipeline::Stop() {
  intakes_.Close();
  commit_thread_.request_stop();
  if (judge_thread_.joinable()) judge_thread_.join();
  if (commit_thread_.joinable()) commit_thread_.join();
}

PipelineStats Pipeline::stats() const {
  const CommitCounters& counters = committer_.counters();
  return {.queued_pages = intakes_.size() + judged_.size(),
          .queue_capacity = 2 * settings_.queue_pages,
          .stored = counters.stored,
          .duplicates = counters.duplicates,
          .alerts = counters.alerts,
          .parked = counters.parked,
          .commit_retries = counters.retries,
          .last_commit_at = counters.last_commit_at};
}

void Pipeline::JudgeLoop() {
  while (std::optional<Intake> intake = intakes_.Pop()) {
    if (!judged_.Push(JudgePage(std::move(*intake), *rules_.Current()))) break;
  }
  judged_.Close();
}

void Pipeline::CommitLoop(const std::stop_token& stop) {
  while (std::optional<storage::CommitRequest> request = judged_.Pop()) {
    if (committer_.Commit(std::move(*request), stop)) continue;
    // A later page must not be committed after this one was given up: the ledger would show a hole that is none.
    Log(LogLevel::kWarn, "stopping with pages that were not committed; they will be fetched again");
    intakes_.Close();
    judged_.Close();
    while (judged_.Pop()) {
    }
    return;
  }
}

}  // namespace custos::server
