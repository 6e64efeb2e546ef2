// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// A callback between its answer and its commit.
struct WaitingCallback {
  std::uint64_t id = 0;  ///< grows in the order in which callbacks became durable
  std::string reason;    ///< empty: `body` is the decrypted XML; else why it is still what was received
  std::string body;
  TimeMs received_at = 0;
};

/// Where the callbacks of one company wait. Thread-safe.
class CallbackInbox {
 public:
  virtual ~CallbackInbox() = default;
  /// Returns once the callback survives a crash.
  virtual Status Keep(const std::string& reason, std::string body) = 0;
  /// The oldest ones, at most `limit`.
  virtual Result<std::vector<WaitingCallback>> Oldest(std::size_t limit) = 0;
  /// Forgets all up to and with `id`.
  virtual Status Drop(std::uint64_t id) = 0;
  /// Returns when something was kept since the last look, after `patience`, or on stop.
  virtual void AwaitMore(std::chrono::milliseconds patience, const std::stop_token& stop) = 0;
};

}  // namespace custos::wecom
