// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/result.h"

namespace custos::app {

struct VerifyBench {
  std::size_t messages = 1'000'000;
  std::filesystem::path corpus;
  std::filesystem::path keep;  ///< data directory to use, filled as far as it is not yet, and leave behind
};

/// A check of the evidence of a whole archive as `custos verify --offline` makes it, beside the program sha256sum over
/// the same evidence, unpacked into one file: seconds of both and their ratio, megabytes (10^6) of unpacked evidence in
/// a second. And the whole check, which makes rows and index again to compare them.
Result<nlohmann::json> BenchVerify(const VerifyBench& options);

}  // namespace custos::app
