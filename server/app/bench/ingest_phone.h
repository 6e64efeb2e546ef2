// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.h"

namespace custos::app {

struct IngestPhoneBench {
  std::size_t messages = 200'000;
  std::size_t batch = 200;  ///< records of one request
  std::size_t connections = 8;
  std::size_t rules = 1'000;
  std::string corpus;  ///< empty: generated text
};

/// Batches of work phones over HTTP on loopback, each answered after its commit, and beside it the same records parsed
/// and handed to the pipeline directly, in another database of the same kind.
Result<nlohmann::json> BenchIngestPhone(const IngestPhoneBench& options);

}  // namespace custos::app
