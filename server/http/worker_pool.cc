// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.h"

#include <utility>

namespace custos::server::http {

WorkerPool::WorkerPool(std::size_t workers, std::size_t stack_bytes, std::size_t max_waiting)
    : max_waiting_(max_waiting) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  for (std::size_t i = 0; i < workers; ++i) {
    pthread_t thread{};
    if (pthread_create(&thread, &attributes, &WorkerPool::Entry, this) != 0) break;
    threads_.push_back(thread);
  }
  pthread_attr_destroy(&attributes);
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Submit(const std::function<void()>& job) {
  const std::scoped_lock lock(mutex_);
  if (stopping_ || jobs_.size() >= max_waiting_) return false;
  jobs_.push_back(job);
  work_.notify_one();
  return true;
}

void WorkerPool::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (const auto thread : std::exchange(threads_, {})) pthread_join(thread, nullptr);
}

void* WorkerPool::Entry(void* self) {
  static_cast<WorkerPool*>(self)->Run();
  return nullptr;
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace custos::server::http
