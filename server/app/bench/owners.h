// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.h"
#include "server/app/bench/asking.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// Invented, as varied as real ones: some hundred thousand companies, names of two or three characters.
std::string PersonName(std::size_t customer);
std::string CompanyName(std::size_t customer);
std::string BenchNumber(std::size_t customer);  ///< E.164 without plus

/// The duplicate check, beside it the same question by LIKE; how many customers a second get into a pool; claims out of
/// it one after another and by sixteen at once. All of the company's customers stand in the archive already.
Result<nlohmann::json> MeasureOwners(storage::PostgresStorage& storage, const std::filesystem::path& data_dir,
                                     std::size_t customers, std::size_t rounds, Asking& asking);

}  // namespace custos::app
