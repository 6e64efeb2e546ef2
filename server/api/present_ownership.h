// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "storage/customer_store.h"
#include "storage/ownership_store.h"
#include "storage/public_pool.h"

namespace custos::server::api {

nlohmann::json Present(const storage::OwnershipView& view, TimeMs now);
nlohmann::json Present(const storage::OwnershipEntry& entry);
nlohmann::json Present(const storage::ReturningCustomer& returning, const storage::CustomerSummary& customer);
nlohmann::json Present(const storage::PublicPool& pool);

/// A number as somebody may see it who does not serve its owner: all but its last eight digits and the last four are
/// stars ("86139****1111").
std::string MaskedNumber(const std::string& number);

}  // namespace custos::server::api
