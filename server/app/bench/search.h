// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct SearchBench {
  std::size_t messages = 10'000'000;
  std::filesystem::path corpus;  ///< NDJSON or gzip with a field text; empty: generated text
  std::size_t rounds = 3;        ///< of the whole mix
  bool groonga = true;           ///< measured beside us on the same texts
  std::filesystem::path keep;    ///< data directory to use and leave behind; filled as far as it is not yet
};

/// The newest 50 of a fixed mix of words (frequent, middling, rare and absent in the corpus, found by counting), each
/// without a filter and with a role, a member of staff, and the newest tenth of the time: percentiles at the full size
/// and at a tenth of it (at most 1 M), by kind of word and by filter, and beside Groonga with the same questions. What
/// is stored goes through the archive itself.
Result<nlohmann::json> BenchSearch(const SearchBench& options);

}  // namespace custos::app
