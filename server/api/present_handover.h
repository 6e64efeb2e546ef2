// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/customers/handover_desk.h"
#include "storage/handover_store.h"

namespace custos::server::api {

/// Handovers as the JSON of openapi.yaml. Pure.
nlohmann::json Present(const storage::HandoverView& handover);
/// With its message, its rule and its takers.
nlohmann::json PresentWhole(const storage::HandoverView& handover);
nlohmann::json Present(const storage::HandoverItem& item);
nlohmann::json Present(const customers::HandoverPlan& plan);

}  // namespace custos::server::api
