// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/periodic_task.h"

#include <utility>

#include "core/wait.h"

namespace custos::app {

PeriodicTask::PeriodicTask(std::chrono::milliseconds interval, std::function<void()> work)
    : thread_([interval, work = std::move(work)](const std::stop_token& stop) {
        while (WaitFor(interval, stop)) work();
      }) {}

}  // namespace custos::app
