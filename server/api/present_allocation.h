// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "server/customers/allocation_runner.h"
#include "storage/allocation_store.h"

namespace custos::server::api {

/// Allocation as the JSON of openapi.yaml. Pure.
nlohmann::json Present(const storage::AllocationRule& rule, const std::vector<storage::TakerStanding>& takers);
nlohmann::json Present(const storage::CalendarDay& day);
nlohmann::json Present(const storage::WaitingCustomer& waiting);
nlohmann::json Present(const storage::AllocationView& view);
nlohmann::json Present(const customers::AllocationPreview& preview);
/// For somebody with these accounts: of other takers it says only how many there were of each verdict.
nlohmann::json PresentOwn(const storage::AllocationView& view, const std::vector<storage::EmployeeRef>& accounts);

}  // namespace custos::server::api
