// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/decode_pool.h"

#include <algorithm>
#include <span>
#include <utility>

namespace custos::wecom {
namespace {

/// Large enough to make the round trip to the helper cheap, small enough to spread a page over the threads.
constexpr std::size_t kLargestSlice = 32;

}  // namespace

DecodeJob::DecodeJob(std::vector<Envelope> envelopes)
    : envelopes_(std::move(envelopes)), results_(envelopes_.size()), open_(envelopes_.size()) {}

std::optional<std::vector<Decoded>> DecodeJob::Wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, stop, [&] { return open_ == 0 || abandoned_; });
  if (open_ > 0 || abandoned_) return std::nullopt;
  return std::move(results_);
}

void DecodeJob::Finished(std::size_t count) {
  const std::scoped_lock lock(mutex_);
  open_ -= count;
  if (open_ == 0) done_.notify_all();
}

void DecodeJob::Abandon() {
  const std::scoped_lock lock(mutex_);
  abandoned_ = true;
  done_.notify_all();
}

DecodePool::DecodePool(std::size_t threads, const MakeDecoder& make) {
  for (std::size_t i = 0; i < threads; ++i) decoders_.push_back(make(i));
  for (const std::unique_ptr<Decoder>& decoder : decoders_) {
    threads_.emplace_back([this, &decoder](const std::stop_token& stop) { Work(*decoder, stop); });
  }
}

DecodePool::~DecodePool() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
  for (const Slice& slice : waiting_) slice.job->Abandon();
}

std::shared_ptr<DecodeJob> DecodePool::Start(std::vector<Envelope> envelopes) {
  const auto job = std::make_shared<DecodeJob>(std::move(envelopes));
  const std::size_t count = job->envelopes().size();
  const std::size_t share = (count + threads_.size() - 1) / threads_.size();
  const std::size_t step = std::clamp<std::size_t>(share, 1, kLargestSlice);
  const std::scoped_lock lock(mutex_);
  for (std::size_t begin = 0; begin < count; begin += step) {
    waiting_.push_back({job, begin, std::min(begin + step, count)});
  }
  wake_.notify_all();
  return job;
}

void DecodePool::Work(Decoder& decoder, const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
    if (stop.stop_requested()) return;
    const Slice slice = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const std::size_t count = slice.end - slice.begin;
    const std::span<const Envelope> envelopes(slice.job->envelopes().data() + slice.begin, count);
    const std::span<Decoded> results(slice.job->results_.data() + slice.begin, count);
    if (!decoder.Decode(envelopes, results, stop)) {
      slice.job->Abandon();
      return;
    }
    slice.job->Finished(count);
  }
}

}  // namespace custos::wecom
