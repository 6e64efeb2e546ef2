// SPDX-License-Identifier: Apache-2.0
#include "server/studio/past_reader.h"

#include <algorithm>
#include <atomic>

namespace custos::server::studio {
namespace {

constexpr std::size_t kBatchBytes = 3 << 20;  // as stored; some ten times as much when unpacked

}  // namespace

PastReader::PastReader(storage::History& history, storage::LeafRange range)
    : thread_([this, &history, range] { Run(history, range); }) {}

PastReader::~PastReader() {
  queue_.Close();
  thread_.join();
}

void PastReader::Run(storage::History& history, storage::LeafRange range) {
  for (std::uint64_t at = range.first; at < range.end;) {
    auto parts = history.Read(at, kBatchBytes);
    const bool more = parts && !parts->empty();
    if (more) at = parts->back().end;
    if (!queue_.Push(std::move(parts)) || !more) break;
  }
  queue_.Close();
}

Result<std::vector<storage::HistoryPart>> PastReader::Next() {
  auto next = queue_.Pop();
  if (!next) return std::vector<storage::HistoryPart>();
  return std::move(*next);
}

void InParallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) helpers.emplace_back(take);
  take();
}

}  // namespace custos::server::studio
