// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/message.h"
#include "storage/order_store.h"

namespace custos::server::orders {

/// What the parser of orders made, as the store takes it.
storage::OrderWrite WriteOf(const Message& message, const std::string& source);

}  // namespace custos::server::orders
