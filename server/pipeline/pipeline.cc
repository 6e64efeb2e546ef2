// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "core/log.h"

namespace custos::server {
namespace {

std::size_t MessagesOf(const Intake& intake) { return intake.messages.size() + intake.parked.size(); }

/// Whether it may share a commit with others of its source: what is a page of its own, with a reply, numbers or a
/// cursor, may not.
bool MayJoin(const Intake& intake) { return intake.raw.empty() && intake.last_seq == 0 && !intake.cursor; }

void Add(Intake intake, storage::CommitRequest& request) {
  for (Message& message : intake.messages) request.messages.push_back({std::move(message), {}});
  for (ParkedMessage& parked : intake.parked) request.parked.push_back(std::move(parked));
  for (ParkedRef& settled : intake.unparked) request.unparked.push_back({settled.seq, std::move(settled.key)});
}

storage::CommitRequest RequestOf(std::vector<Intake>& intakes) {
  Intake& first = intakes.front();
  storage::CommitRequest request;
  request.source = std::move(first.source);
  request.raw = std::move(first.raw);
  request.first_seq = first.first_seq;
  request.last_seq = first.last_seq;
  request.seq_count = first.seq_count;
  request.cursor = std::move(first.cursor);
  request.received_at = first.fetched_at;
  for (Intake& intake : intakes) Add(std::move(intake), request);
  return request;
}

/// An intake that waits for its receipt, and how many messages it has.
struct Waiting {
  std::function<void(const IntakeReceipt&)> settled;
  std::size_t messages = 0;
};

std::vector<Waiting> WaitingOf(std::vector<Intake>& intakes) {
  std::vector<Waiting> waiting;
  for (Intake& intake : intakes) waiting.push_back({std::move(intake.settled), intake.messages.size()});
  return waiting;
}

void Tell(const std::vector<Waiting>& waiting, bool committed, std::span<const Taken> taken) {
  for (const Waiting& one : waiting) {
    const std::span<const Taken> mine = taken.first(one.messages);
    taken = taken.subspan(one.messages);
    if (!one.settled) continue;
    IntakeReceipt receipt{.committed = committed, .messages = {}};
    if (committed) receipt.messages.assign(mine.begin(), mine.end());
    one.settled(receipt);
  }
}

}  // namespace

Pipeline::Pipeline(storage::Archive& archive, const RuleHolder& rules, const Clock& clock, PipelineSettings settings,
                   FactsSource* facts)
    : settings_(settings),
      stage_(archive, rules, facts != nullptr ? *facts : message_facts_),
      committer_(archive, clock, &stage_),
      intakes_(settings.queue_pages * kPageMessages, MessagesOf),
      commit_thread_([this](const std::stop_token& stop) { CommitLoop(stop); }) {}

Pipeline::~Pipeline() { Stop(); }

bool Pipeline::Submit(Intake intake) { return intakes_.Push(std::move(intake)); }

Offered Pipeline::Offer(Intake intake, std::chrono::milliseconds patience) {
  switch (intakes_.PushFor(std::move(intake), patience)) {
    case BoundedQueue<Intake>::Pushed::kTaken: return Offered::kTaken;
    case BoundedQueue<Intake>::Pushed::kFull: return Offered::kFull;
    case BoundedQueue<Intake>::Pushed::kClosed: return Offered::kStopping;
  }
  return Offered::kStopping;
}

void Pipeline::Stop() {
  intakes_.Close();
  commit_thread_.request_stop();
  if (commit_thread_.joinable()) commit_thread_.join();
}

PipelineStats Pipeline::stats() const {
  const CommitCounters& counters = committer_.counters();
  const std::size_t queued = intakes_.weight();
  return {.queued_messages = queued,
          .queued_pages = (queued + kPageMessages - 1) / kPageMessages,
          .queue_capacity = settings_.queue_pages,
          .stored = counters.stored,
          .duplicates = counters.duplicates,
          .alerts = counters.alerts,
          .parked = counters.parked,
          .commit_retries = counters.retries,
          .last_commit_at = counters.last_commit_at};
}

/// `first` and what waits behind it and may share its commit.
std::vector<Intake> Pipeline::Together(Intake first) {
  std::vector<Intake> together;
  together.push_back(std::move(first));
  if (!MayJoin(together.front())) return together;
  const std::string source = together.front().source;
  std::size_t messages = MessagesOf(together.front());
  const auto joins = [&](const Intake& next) {
    return next.source == source && MayJoin(next) && messages + MessagesOf(next) <= kPageMessages;
  };
  while (std::optional<Intake> next = intakes_.PopIf(joins)) {
    messages += MessagesOf(*next);
    together.push_back(std::move(*next));
  }
  return together;
}

void Pipeline::CommitLoop(const std::stop_token& stop) {
  while (std::optional<Intake> intake = intakes_.Pop()) {
    std::vector<Intake> together = Together(std::move(*intake));
    const std::vector<Waiting> waiting = WaitingOf(together);
    storage::CommitRequest request = RequestOf(together);
    std::vector<Taken> taken(request.messages.size(), Taken::kStored);
    const bool committed = committer_.Commit(std::move(request), taken, stop);
    Tell(waiting, committed, taken);
    if (committed) continue;
    // A later page must not be committed after this one was given up: the ledger would show a hole that is none.
    Log(LogLevel::kWarn, "stopping with pages that were not committed; they will be fetched again");
    intakes_.Close();
    while (std::optional<Intake> given_up = intakes_.Pop()) {
      if (given_up->settled) given_up->settled({});
    }
    return;
  }
}

}  // namespace custos::server
