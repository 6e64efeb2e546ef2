// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/rate_limit.h"

#include <algorithm>
#include <cmath>

#include "core/wait.h"

namespace custos::wecom {

// A full bucket and a minute's refill together stay within the allowance.
RateLimit::RateLimit(std::uint32_t per_minute)
    : burst_(std::max(1.0, per_minute / 10.0)),
      per_ms_(std::max(0.0, per_minute - (per_minute > 1 ? burst_ : 0.0)) / 60'000.0),
      tokens_(burst_) {}

std::chrono::milliseconds RateLimit::Take(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (per_ms_ <= 0) return std::chrono::milliseconds(0);
  const double passed = std::chrono::duration<double, std::milli>(now - filled_).count();
  if (filled_ != Clock::time_point{} && passed > 0) tokens_ = std::min(burst_, tokens_ + passed * per_ms_);
  filled_ = std::max(filled_, now);
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return std::chrono::milliseconds(0);
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil((1 - tokens_) / per_ms_)));
}

bool RateLimit::Wait(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::chrono::milliseconds delay = Take(Clock::now());
    if (delay.count() == 0) return true;
    WaitFor(delay, stop);
  }
  return false;
}

}  // namespace custos::wecom
