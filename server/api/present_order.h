// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/order_store.h"

namespace custos::server::api {

/// With its past, as far as it was loaded.
nlohmann::json Present(const storage::OrderRow& order);
nlohmann::json Present(const storage::OrderTotal& total);

}  // namespace custos::server::api
