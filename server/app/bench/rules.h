// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct RulesBench {
  std::size_t messages = 200'000;
  std::filesystem::path corpus;  ///< NDJSON or gzip with a field text; empty: generated text
  std::filesystem::path pack;    ///< measured beside the generated packs, without Hyperscan; empty: the one shipped
  std::size_t rounds = 5;
};

/// One core: which of 100, 1,000 and 10,000 rules fire, beside Hyperscan with the same patterns on the same folded
/// text in the same run; once with rare words and once with words that ordinary talk is full of. Progress on standard
/// error.
Result<nlohmann::json> BenchRules(const RulesBench& options);

}  // namespace custos::app
