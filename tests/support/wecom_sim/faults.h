// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {

/// One trouble to make. `at` and `act` are words of README.md; unknown ones are refused by FaultPlan::Add.
struct Fault {
  std::string at{};         ///< token, chat, media, decrypt or api
  std::string act{};        ///< what happens, for example "sdk_code" or "abort"
  std::int64_t value = 0;   ///< code, milliseconds, bytes or number of items, by `act`
  std::uint64_t times = 1;  ///< how often it fires; 0 for ever
  std::uint64_t after = 0;  ///< calls at this point that pass unharmed first
  double probability = 1;   ///< chance per call, from the plan's seed
  std::string corp{};       ///< only this corp; empty for every one
  std::string path{};       ///< only calls whose path contains this
  std::uint64_t seq = 0;    ///< only this message (decrypt); 0 for every one
};

/// The troubles still to come, in the order they were added. Thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::uint64_t seed) : rng_(seed) {}

  /// False when `at` and `act` do not go together.
  bool Add(Fault fault);
  void Clear();

  /// The first fault that fires for this call, counted as used.
  std::optional<Fault> Take(std::string_view at, std::string_view corp, std::string_view path, std::uint64_t seq = 0);

  /// Whether anything could fire at this point, so that the quick path need not ask for every message.
  bool Armed(std::string_view at) const;

  /// How often each "at/act" fired.
  std::map<std::string, std::uint64_t> fired() const;

 private:
  mutable std::mutex mutex_;
  Rng rng_;
  std::vector<Fault> faults_;
  std::map<std::string, std::uint64_t> fired_;
};

}  // namespace custos::wecom_sim
