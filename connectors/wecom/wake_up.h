// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace custos::wecom {

/// A pause that somebody else may end. A ring that nobody waits for ends the next pause. Thread-safe.
class WakeUp {
 public:
  void Ring() {
    const std::scoped_lock lock(mutex_);
    rung_ = true;
    changed_.notify_all();
  }

  /// Returns after `delay`, when rung, or on stop.
  void WaitFor(std::chrono::milliseconds delay, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, delay, [&] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool rung_ = false;
};

}  // namespace custos::wecom
