// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace custos::server::http {

/// Many threads with small stacks: a worker that waits for a slow client costs little. Thread-safe.
class WorkerPool {
 public:
  WorkerPool(std::size_t workers, std::size_t stack_bytes, std::size_t max_waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when too many jobs wait already; the job is then not taken.
  bool Submit(const std::function<void()>& job);
  /// Finishes what was taken and ends the threads.
  void Stop();

 private:
  static void* Entry(void* self);
  void Run();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<pthread_t> threads_;
};

}  // namespace custos::server::http
