// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/api/providers.h"
#include "storage/consent_store.h"
#include "storage/coverage_store.h"

namespace custos::server::api {

nlohmann::json Present(const storage::StaffCoverage& coverage);
nlohmann::json Present(const storage::CoverageGap& gap);
nlohmann::json Present(const storage::ConsentView& consent);
nlohmann::json Present(const ConsentAsking& asking);

}  // namespace custos::server::api
