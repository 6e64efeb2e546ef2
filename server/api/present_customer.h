// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/customer_store.h"
#include "storage/number_book.h"

namespace custos::server::api {

/// Customers as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::CustomerSummary& customer);
nlohmann::json Present(const storage::CustomerView& customer);
nlohmann::json Present(const storage::CustomerMerge& merge);
nlohmann::json Present(const storage::TimelineEntry& entry);
nlohmann::json Present(const storage::EmployeeNumber& number);

}  // namespace custos::server::api
