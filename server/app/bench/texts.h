// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::app {

/// `count` texts for a benchmark: the `text` fields of an NDJSON file (plain or gzip), repeated when it is shorter; or
/// generated sentences when `corpus` is empty.
Result<std::vector<std::string>> BenchTexts(const std::filesystem::path& corpus, std::size_t count);

}  // namespace custos::app
