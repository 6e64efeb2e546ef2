// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <optional>
#include <utility>

#include "core/log.h"
namespace custos::server {
namespace {

storage::CommitRequest RequestOf(Intake intake) {
  storage::CommitRequest request;
  request.source = std::move(intake.source);
  request.raw = std::move(intake.raw);
  request.parked = std::move(intake.parked);
  request.unparked = std::move(intake.unparked);
  request.first_seq = intake.first_seq;
  request.last_seq = intake.last_seq;
  request.seq_count = intake.seq_count;
  request.cursor = std::move(intake.cursor);
  request.received_at = intake.fetched_at;
  request.messages.reserve(intake.messages.size());
  for (Message& message : intake.messages) request.messages.push_back({std::move(message), {}});
  return request;
}

}  // namespace

Pipeline::Pipeline(storage::Archive& archive, const RuleHolder& rules, const Clock& clock, PipelineSettings settings,
                   FactsSource* facts)
    : settings_(settings),
      stage_(archive, rules, facts != nullptr ? *facts : message_facts_),
      committer_(archive, clock, &stage_),
      intakes_(settings.queue_pages),
      commit_thread_([this](const std::stop_token& stop) { CommitLoop(stop); }) {}

Pipeline::~Pipeline() { Stop(); }

bool Pipeline::Submit(Intake intake) { return intakes_.Push(std::move(intake)); }

void Pipeline::Stop() {
  intakes_.Close();
  commit_thread_.request_stop();
  if (commit_thread_.joinable()) commit_thread_.join();
}

PipelineStats Pipeline::stats() const {
  const CommitCounters& counters = committer_.counters();
  return {.queued_pages = intakes_.size(),
          .queue_capacity = settings_.queue_pages,
          .stored = counters.stored,
          .duplicates = counters.duplicates,
          .alerts = counters.alerts,
          .parked = counters.parked,
          .commit_retries = counters.retries,
          .last_commit_at = counters.last_commit_at};
}

void Pipeline::CommitLoop(const std::stop_token& stop) {
  while (std::optional<Intake> intake = intakes_.Pop()) {
    if (committer_.Commit(RequestOf(std::move(*intake)), stop)) continue;
    // A later page must not be committed after this one was given up: the ledger would show a hole that is none.
    Log(LogLevel::kWarn, "stopping with pages that were not committed; they will be fetched again");
    intakes_.Close();
    while (intakes_.Pop()) {
    }
    return;
  }
}

}  // namespace custos::server
