// SPDX-License-Identifier: Apache-2.0
#include "core/wait.h"

#include <condition_variable>
#include <mutex>

namespace custos {

bool WaitFor(std::chrono::milliseconds delay, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, delay, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace custos
