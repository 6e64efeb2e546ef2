// SPDX-License-Identifier: Apache-2.0
#include "server/studio/batch_queue.h"

#include <utility>

namespace custos::server::studio {

BatchQueue::BatchQueue(storage::History& history, storage::LeafRange range, BatchJudge& judge)
    : reader_(history, range), preparing_([this, &judge] { Prepare(judge); }), freeing_([this] {
        while (spent_.Pop()) {
        }
      }) {}

BatchQueue::~BatchQueue() {
  ready_.Close();
  spent_.Close();
  preparing_.join();
  freeing_.join();
}

void BatchQueue::Prepare(BatchJudge& judge) {
  while (true) {
    const auto parts = reader_.Next();
    if (parts && parts->empty()) break;
    auto batch = parts ? judge.Prepare(*parts) : Result<Batch>(parts.error());
    const bool failed = !batch;
    if (!ready_.Push(std::move(batch)) || failed) break;
  }
  ready_.Close();
}

Result<std::optional<Batch>> BatchQueue::Next() {
  auto next = ready_.Pop();
  if (!next) return std::optional<Batch>();
  if (!*next) return next->error();
  return std::optional<Batch>(std::move(**next));
}

}  // namespace custos::server::studio
