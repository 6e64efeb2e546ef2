// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct IngestPlainBench {
  std::size_t messages = 1'000'000;
  std::size_t seconds = 0;  ///< go on for that long, whatever `messages` says; 0: stop at `messages`
  std::size_t rules = 1000;
  std::filesystem::path corpus;
};

/// Messages per second from decoded pages to stored, judged, sealed and searchable ones, beside what PostgreSQL's COPY
/// does with the same rows into tables with the same indexes.
Result<nlohmann::json> BenchIngestPlain(const IngestPlainBench& options);

}  // namespace custos::app
