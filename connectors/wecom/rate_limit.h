// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace custos::wecom {

/// At most `per_minute` calls in any minute: a token bucket whose burst is part of the minute's allowance. Thread-safe.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// 0 = no limit.
  explicit RateLimit(std::uint32_t per_minute);

  /// Takes a call, or tells how long to wait before asking again.
  std::chrono::milliseconds Take(Clock::time_point now);

  /// Waits for its turn. False when the stop came first.
  bool Wait(const std::stop_token& stop);

 private:
  const double burst_;
  const double per_ms_;
  std::mutex mutex_;
  double tokens_;
  Clock::time_point filled_{};
};

}  // namespace custos::wecom
