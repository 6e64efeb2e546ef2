// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"

namespace custos::server::governance {

/// Slows guessing down: after `max_failures` failed sign-ins of one login from one address within the window, further
/// tries wait. Bounded memory. Thread-safe.
class LoginLimiter {
 public:
  explicit LoginLimiter(int max_failures = 5, TimeMs window_ms = 5 * 60 * 1000, std::size_t max_entries = 10'000)
      : max_failures_(max_failures), window_ms_(window_ms), max_entries_(max_entries) {}

  /// Counts an attempt before it is tried, so that parallel guesses count too. 0 when it may go on, else milliseconds
  /// to wait.
  TimeMs Begin(const std::string& login, const std::string& peer, TimeMs now);
  /// The attempt succeeded: earlier failures are forgotten.
  void Succeeded(const std::string& login, const std::string& peer);

 private:
  struct Entry {
    int attempts = 0;
    TimeMs window_start = 0;
  };

  void MakeRoom(TimeMs now);

  const int max_failures_;
  const TimeMs window_ms_;
  const std::size_t max_entries_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace custos::server::governance
