// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct BacktestBench {
  std::size_t messages = 1'000'000;
  std::size_t rules = 1000;
  std::size_t threads = 0;  ///< 0 = one for each core
  std::filesystem::path corpus;
};

/// Messages per second that a back-test reads from the embedded database and judges, beside what the rules alone do
/// with the same messages in memory on the same cores.
Result<nlohmann::json> BenchBacktest(const BacktestBench& options);

}  // namespace custos::app
