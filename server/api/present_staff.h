// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "storage/staff_store.h"

namespace custos::server::api {

nlohmann::json Present(const storage::StaffAccount& account);
nlohmann::json Present(const storage::StaffProposal& proposal);
nlohmann::json PresentStaff(const std::vector<storage::StaffAccount>& accounts,
                            const std::vector<storage::StaffStep>& history);

}  // namespace custos::server::api
