// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct IngestBench {
  std::size_t messages = 30'000;
  std::size_t rules = 1'000;
  std::filesystem::path corpus;  ///< NDJSON or gzip with a field text; empty = generated
  unsigned helpers = 1;
};

/// The whole way of archived WeCom messages: fetched from a simulator through the vendor library's interface, RSA,
/// decryption, parsing, judging, commit with evidence and search index. Beside it, before and after, the RSA-2048
/// private operations that the same cores do. Gives messages_per_s, reference_per_s and their ratio.
Result<nlohmann::json> BenchIngestWecom(const IngestBench& options);

}  // namespace custos::app
