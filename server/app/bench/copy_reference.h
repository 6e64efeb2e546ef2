// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::app {

/// Rows per second that COPY alone puts into tables like those of messages and their keys, with the same indexes and
/// parts, in pages of a thousand with a commit each. The database is the one that runs in `data_dir`; the tables are
/// dropped again.
Result<double> MeasureCopy(const std::filesystem::path& data_dir, const std::vector<std::string>& texts,
                           std::size_t rows);

}  // namespace custos::app
