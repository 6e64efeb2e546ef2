// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace custos {

/// UTC milliseconds since 1970-01-01, the one unit of time in stored and exchanged data.
using TimeMs = std::int64_t;

/// Where "now" comes from, so that a test can decide it. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimeMs Now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  TimeMs Now() const override;
};

}  // namespace custos
