// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct CheckBench {
  std::size_t messages = 100'000;
  std::size_t rules = 1000;
  std::size_t connections = 8;
  std::filesystem::path corpus;
};

/// Texts checked before they are sent, per second and with the time each takes: the whole server on a port of its own,
/// asked over HTTP with an API token, beside the same listener taking the same requests and answering nothing. Both
/// take turns; the clients run on the same cores.
Result<nlohmann::json> BenchCheck(const CheckBench& options);

}  // namespace custos::app
