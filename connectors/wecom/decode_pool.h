// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "connectors/wecom/decoder.h"

namespace custos::wecom {

/// The envelopes of one page on their way through the pool.
class DecodeJob {
 public:
  explicit DecodeJob(std::vector<Envelope> envelopes);

  /// Blocks until every envelope is decoded, then hands over the results in order; nullopt when a stop came first.
  std::optional<std::vector<Decoded>> Wait(const std::stop_token& stop = {});

  const std::vector<Envelope>& envelopes() const { return envelopes_; }

 private:
  friend class DecodePool;
  void Finished(std::size_t count);
  void Abandon();

  const std::vector<Envelope> envelopes_;
  std::vector<Decoded> results_;
  std::mutex mutex_;
  std::condition_variable_any done_;
  std::size_t open_;
  bool abandoned_ = false;
};

/// Worker threads that decode pages in parallel, oldest first. RSA is the dearest part by far, so there is one thread
/// per processor. Thread-safe; destroying it abandons what is open.
class DecodePool {
 public:
  using MakeDecoder = std::function<std::unique_ptr<Decoder>(std::size_t thread)>;

  DecodePool(std::size_t threads, const MakeDecoder& make);
  ~DecodePool();
  DecodePool(const DecodePool&) = delete;
  DecodePool& operator=(const DecodePool&) = delete;

  std::shared_ptr<DecodeJob> Start(std::vector<Envelope> envelopes);

 private:
  struct Slice {
    std::shared_ptr<DecodeJob> job;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void Work(Decoder& decoder, const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Slice> waiting_;
  std::vector<std::unique_ptr<Decoder>> decoders_;
  std::vector<std::jthread> threads_;  // last: they use everything above
};

}  // namespace custos::wecom
