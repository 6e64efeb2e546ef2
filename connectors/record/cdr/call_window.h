// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "connectors/record/cdr/call_legs.h"

namespace custos::cdr {

/// Gathers the legs of a call out of rows that stand near each other. A call is complete when kReach more rows have
/// come without one of it.
class CallWindow {
 public:
  static constexpr std::size_t kReach = 200;
  static constexpr std::size_t kMostLegs = 200;  ///< of one call; more make another

  explicit CallWindow(const record::Maker& maker) : maker_(maker) {}

  void Add(Leg leg, std::vector<Record>& out);
  /// Hands out everything.
  void Flush(std::vector<Record>& out);
  /// The first byte and line of what is still held; nullopt when nothing is.
  std::optional<std::pair<std::uint64_t, std::uint64_t>> held() const;

 private:
  struct Call {
    std::vector<Leg> legs;
    std::uint64_t touched = 0;
  };

  static bool Belong(const Call& call, const Leg& leg);

  const record::Maker& maker_;
  std::vector<Call> calls_;  // in order of their first leg
  std::uint64_t rows_ = 0;
};

}  // namespace custos::cdr
