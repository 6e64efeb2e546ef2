// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>

namespace custos {

/// Sleeps for `delay` or until a stop is asked for. False when the stop came.
bool WaitFor(std::chrono::milliseconds delay, const std::stop_token& stop);

}  // namespace custos
