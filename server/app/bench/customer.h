// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct CustomerBench {
  std::size_t messages = 1'000'000;  ///< of the archive, those of the customer included
  std::size_t entries = 100'000;     ///< of the one customer: chat with three employees, texts, calls, contact events
  std::size_t customers = 100'000;   ///< in the directory beside him
  std::size_t rounds = 100;
  std::filesystem::path corpus;  ///< NDJSON or gzip with a field text; empty: generated text
};

/// How long the records of a whole directory take to build, and the page of one customer with very many entries: his
/// record with relations, the first page of his timeline, pages deep in it, one kind alone, and lookups by number.
/// Everything but the youngest messages is sealed, as in a server that runs for a while.
Result<nlohmann::json> BenchCustomer(const CustomerBench& options);

}  // namespace custos::app
