// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

namespace custos::app {

/// Calls `work` every `interval`, the first time one interval after construction, on a thread of its own. Ends with the
/// object; work that takes longer than the interval delays the next call.
class PeriodicTask {
 public:
  PeriodicTask(std::chrono::milliseconds interval, std::function<void()> work);

 private:
  std::jthread thread_;
};

}  // namespace custos::app
