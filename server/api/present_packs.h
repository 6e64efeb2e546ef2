// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/api/providers.h"
#include "server/studio/backtest_service.h"
#include "server/studio/pack_diff.h"
#include "server/studio/pack_service.h"

namespace custos::server::api {

/// Packs and back-tests as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::PackVersion& version, const std::vector<storage::PackState>& moves);
nlohmann::json Present(const storage::PackEvent& event);
nlohmann::json Present(const studio::Validation& validation);
nlohmann::json PresentProblems(const rules::LoadReport& report);
nlohmann::json Present(const studio::FileDiff& diff);
nlohmann::json Present(const storage::Backtest& backtest);
nlohmann::json Present(const storage::BacktestSampleView& sample, const RuleCatalog& rules);
nlohmann::json Present(const rules::Bilingual& text);

}  // namespace custos::server::api
