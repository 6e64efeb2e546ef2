// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/wecom/rate_limit.h"
#include "core/clock.h"

namespace custos::wecom {

/// Calls a minute that the platform allows for this path (wecom.md 5.2, 6.2), less a tenth for others who use the same
/// secret.
std::uint32_t CallsPerMinuteOf(std::string_view path);

/// Keeps the calls of one secret within what the platform allows: so many a minute for each interface, so many at once
/// in all, and silence for an interface that answered "too many calls", twice as long each time it does so again, for
/// its windows are a minute, an hour, a day. Thread-safe.
class CallLimits {
 public:
  /// `first_silence` after the first "too many calls", at most an hour after further ones.
  explicit CallLimits(std::chrono::milliseconds first_silence) : first_silence_(first_silence) {}

  /// A place among the calls in flight; given back at its end.
  class Turn {
   public:
    Turn() = default;
    explicit Turn(CallLimits& limits) : limits_(&limits) {}
    Turn(Turn&& other) noexcept : limits_(std::exchange(other.limits_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn();
    explicit operator bool() const { return limits_ != nullptr; }

   private:
    CallLimits* limits_ = nullptr;
  };

  /// Waits until the call may be made; false in the result when the stop came first.
  Turn Wait(std::string_view path, const std::stop_token& stop);

  bool IsSilent(std::string_view path, TimeMs now) const;
  void TooMany(std::string_view path, TimeMs now);  ///< errcode 45009, 81017
  void TooManyAtOnce();                             ///< errcode 45033: half as many from now on
  void Worked(std::string_view path);               ///< carefully more again

 private:
  struct Path {
    std::unique_ptr<RateLimit> rate;
    std::chrono::milliseconds silence{0};  ///< length of the last one; 0 while all is well
    TimeMs silent_until = 0;
  };

  RateLimit& RateOf(std::string_view path);

  const std::chrono::milliseconds first_silence_;
  mutable std::mutex mutex_;
  std::condition_variable_any freed_;
  std::map<std::string, Path, std::less<>> paths_;
  double at_once_ = 32;
  std::uint32_t in_flight_ = 0;
};

}  // namespace custos::wecom
