// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "connectors/connector.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// What the operator sees of one source, gathered from the threads that work on it. Thread-safe.
class StatusBoard {
 public:
  StatusBoard(std::string source, const Clock& clock, std::string kind = "wecom");

  void Running();
  void Stopped();
  /// Shows a trouble and logs it once; `state` is "backing_off" or "stopped".
  void Problem(std::string_view state, std::string_view code, std::string_view detail);
  void FetchSucceeded(bool nothing_more);
  void MessagesDecoded(std::uint64_t count, TimeMs newest);

  SourceStatus Read() const;

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace custos::wecom
