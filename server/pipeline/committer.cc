// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/committer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "core/log.h"
#include "core/wait.h"

namespace custos::server {
namespace {

constexpr std::chrono::milliseconds kFirstDelay{50};
constexpr std::chrono::milliseconds kLongestDelay{2000};

// The message leaves the page for the parked ones, with the reason and everything a later attempt needs.
void ParkTheOnlyMessage(storage::CommitRequest& request, const Error& error) {
  const Message& message = request.messages.front().message;
  request.parked.push_back({.source = message.source,
                            .seq = message.seq,
                            .key = message.key,
                            .reason = "archive." + error.code,
                            .key_version = 0,
                            .envelope = message.raw});
  std::erase_if(request.unparked, [&](const storage::SettledRef& one) {
    return message.seq != 0 ? one.seq == message.seq : one.seq == 0 && one.key == message.key;
  });
  request.messages.clear();
}

}  // namespace

bool Committer::Commit(storage::CommitRequest request, std::span<Taken> taken, const std::stop_token& stop) {
  while (true) {
    const Result<storage::CommitResult> result = CommitPatiently(request, stop);
    if (result) {
      Count(request, *result);
      // A message that was parked on the way stands in the request no more and keeps what was said of it.
      for (std::size_t i = 0; i < request.messages.size(); ++i) taken[i] = Taken::kStored;
      for (const std::size_t i : result->repeated) taken[i] = Taken::kDuplicate;
      return true;
    }
    if (result.error().kind == ErrorKind::kUnavailable) return false;
    Log(LogLevel::kError, "the archive refused a page",
        {{"source", request.source}, {"code", result.error().code}, {"messages", request.messages.size()}});
    if (request.messages.size() > 1) return CommitHalves(std::move(request), taken, stop);
    if (request.messages.size() == 1) {
      ParkTheOnlyMessage(request, result.error());
      taken.front() = Taken::kParked;
    } else if (!WaitFor(kLongestDelay, stop)) {
      return false;
    }
  }
}

void Committer::Count(const storage::CommitRequest& request, const storage::CommitResult& result) {
  counters_.stored += result.stored;
  counters_.duplicates += result.duplicates;
  counters_.alerts += result.alerts;
  counters_.parked += request.parked.size();
  counters_.last_commit_at = clock_.Now();
}

Result<storage::CommitResult> Committer::CommitOnce(storage::CommitRequest& request) {
  if (stage_ == nullptr) return archive_.Commit(request);
  if (const Status status = stage_->Prepare(); !status) return status.error();
  request.judge = [&](const std::vector<std::size_t>& fresh) { stage_->Judge(&request, fresh); };
  Result<storage::CommitResult> result = archive_.Commit(request);
  request.judge = nullptr;
  if (result) {
    stage_->Keep();
  } else {
    stage_->Drop();
  }
  return result;
}

Result<storage::CommitResult> Committer::CommitPatiently(storage::CommitRequest& request, const std::stop_token& stop) {
  std::chrono::milliseconds delay = kFirstDelay;
  while (true) {
    Result<storage::CommitResult> result = CommitOnce(request);
    if (result || result.error().kind != ErrorKind::kUnavailable) return result;
    ++counters_.retries;
    Log(LogLevel::kWarn, "the archive is away, the page waits",
        {{"source", request.source}, {"code", result.error().code}, {"delay_ms", delay.count()}});
    if (!WaitFor(delay, stop)) return result;
    delay = std::min(delay * 2, kLongestDelay);
  }
}

// The second half carries everything that says "this page is done": cursor, ledger, parked and settled messages.
bool Committer::CommitHalves(storage::CommitRequest request, std::span<Taken> taken, const std::stop_token& stop) {
  storage::CommitRequest first;
  first.source = request.source;
  first.raw = std::move(request.raw);
  first.received_at = request.received_at;
  first.pack = request.pack;
  const std::size_t half = request.messages.size() / 2;
  const auto middle = request.messages.begin() + static_cast<std::ptrdiff_t>(half);
  first.messages.assign(std::make_move_iterator(request.messages.begin()), std::make_move_iterator(middle));
  request.messages.erase(request.messages.begin(), middle);
  request.raw.clear();
  return Commit(std::move(first), taken.first(half), stop) && Commit(std::move(request), taken.subspan(half), stop);
}

}  // namespace custos::server
