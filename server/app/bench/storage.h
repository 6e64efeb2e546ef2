// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct StorageBench {
  std::size_t messages = 1'000'000;
  std::filesystem::path corpus;
  std::filesystem::path keep;  ///< data directory to fill and leave behind; empty: a scratch one, removed
};

/// Bytes on disk of everything an archive keeps (rows, indexes, evidence, the rest of the database) ÷ bytes of the
/// decrypted originals; by kind, with the memory of this process.
Result<nlohmann::json> BenchStorage(const StorageBench& options);

}  // namespace custos::app
