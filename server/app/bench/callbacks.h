// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct CallbacksBench {
  std::size_t messages = 10'000;  ///< callbacks sent at the given rate
  double per_second = 500;
  std::size_t connections = 32;
  std::size_t rules = 1'000;
  std::size_t archive_per_s = 4'000;  ///< archived messages that wait for each second of the run
};

/// Callbacks of a simulated WeCom to a whole server that ingests its archive meanwhile: the time from the moment each
/// was due until its answer, at a steady rate (p50_ms, p99_ms), then as fast as it goes (messages_per_s). Beside it the
/// same requests to the same kind of listener that answers nothing (reference_per_s), and their ratio.
Result<nlohmann::json> BenchCallbacks(const CallbacksBench& options);

}  // namespace custos::app
