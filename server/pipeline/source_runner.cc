// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/source_runner.h"

#include <chrono>
#include <utility>

#include "core/log.h"
#include "core/wait.h"

namespace custos::server {
namespace {

constexpr std::chrono::milliseconds kRetryPoll{1000};
constexpr std::size_t kRetryBatch = 500;

}  // namespace

SourceRunner::SourceRunner(Connector& connector, storage::Archive& archive, IntakeSink& sink)
    : connector_(connector),
      archive_(archive),
      sink_(sink),
      fetch_thread_([this](const std::stop_token& stop) { Fetch(stop); }),
      retry_thread_([this](const std::stop_token& stop) { RetryParked(stop); }) {}

SourceRunner::~SourceRunner() { Stop(); }

void SourceRunner::Stop() {
  fetch_thread_.request_stop();
  retry_thread_.request_stop();
  if (fetch_thread_.joinable()) fetch_thread_.join();
  if (retry_thread_.joinable()) retry_thread_.join();
}

void SourceRunner::Fetch(const std::stop_token& stop) {
  const std::string source = connector_.source();
  while (!stop.stop_requested()) {
    Result<std::string> cursor = archive_.LoadCursor(source);
    if (cursor) {
      connector_.Run(std::move(*cursor), sink_, stop);
      return;
    }
    Log(LogLevel::kWarn, "the cursor could not be read", {{"source", source}, {"code", cursor.error().code}});
    WaitFor(kRetryPoll, stop);
  }
}

// Starts with one pass over everything parked: a key may have been added while the server was down.
void SourceRunner::RetryParked(const std::stop_token& stop) {
  bool due = true;
  std::uint64_t tried = 0;
  while (!stop.stop_requested()) {
    const std::uint64_t generation = connector_.RetryGeneration();
    due = retry_now_.exchange(false) || due || tried != generation;
    if (due && RetryAll(stop)) {
      due = false;
      tried = generation;
    }
    WaitFor(kRetryPoll, stop);
  }
}

bool SourceRunner::RetryAll(const std::stop_token& stop) {
  const std::string source = connector_.source();
  std::uint64_t from = 0;
  while (!stop.stop_requested()) {
    const Result<std::vector<ParkedMessage>> parked = archive_.LoadParked(source, from, kRetryBatch);
    if (!parked) return false;
    if (parked->empty()) return true;
    from = parked->back().id + 1;
    Result<Intake> settled = connector_.Retry(*parked);
    if (!settled) return false;
    if (settled->messages.empty()) continue;
    Log(LogLevel::kInfo, "parked messages could be read now",
        {{"source", source}, {"messages", settled->messages.size()}});
    if (!sink_.Submit(std::move(*settled))) return false;
  }
  return false;
}

}  // namespace custos::server
