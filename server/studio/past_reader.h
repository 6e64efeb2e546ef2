// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "core/bounded_queue.h"
#include "core/result.h"
#include "storage/history.h"

namespace custos::server::studio {

/// Reads a range of the log ahead, on a thread of its own, so that judging does not wait for the database.
class PastReader {
 public:
  PastReader(storage::History& history, storage::LeafRange range);
  ~PastReader();
  PastReader(const PastReader&) = delete;
  PastReader& operator=(const PastReader&) = delete;

  /// The next parts in order; empty at the end.
  Result<std::vector<storage::HistoryPart>> Next();

 private:
  void Run(storage::History& history, storage::LeafRange range);

  BoundedQueue<Result<std::vector<storage::HistoryPart>>> queue_{2};
  std::thread thread_;
};

/// Does work(0) … work(count-1) on `threads` threads, whichever is free takes the next.
void InParallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace custos::server::studio
