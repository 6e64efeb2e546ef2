// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <thread>
#include <utility>

#include "core/bounded_queue.h"
#include "core/result.h"
#include "server/studio/batch_judge.h"
#include "server/studio/past_reader.h"
#include "storage/history.h"

namespace custos::server::studio {

/// Batches of a range of the log, prepared while the one before is judged and taken apart while the next one is, so
/// that no core waits for the parts of the work that one thread does. At most four batches exist at once. One thread
/// calls.
class BatchQueue {
 public:
  /// `judge` prepares; nobody else calls its Prepare meanwhile.
  BatchQueue(storage::History& history, storage::LeafRange range, BatchJudge& judge);
  ~BatchQueue();
  BatchQueue(const BatchQueue&) = delete;
  BatchQueue& operator=(const BatchQueue&) = delete;

  /// The next batch in order, not judged yet; nothing at the end.
  Result<std::optional<Batch>> Next();
  /// Takes back a batch that nobody needs any more.
  void GiveBack(Batch batch) { spent_.Push(std::move(batch)); }

 private:
  void Prepare(BatchJudge& judge);

  PastReader reader_;
  BoundedQueue<Result<Batch>> ready_{1};
  BoundedQueue<Batch> spent_{1};
  std::thread preparing_;
  std::thread freeing_;
};

}  // namespace custos::server::studio
