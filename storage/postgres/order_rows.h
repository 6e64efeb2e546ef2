// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/order_store.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Columns of customer_order, as `o`, in the order that ReadOrders takes.
extern const char* const kOrderColumns;

/// Orders of rows of kOrderColumns, at most so many, without their past and their customer.
std::vector<OrderRow> ReadOrders(const db::Rows& rows, std::size_t count);

/// Fills in how they read before, in one statement.
void LoadPast(db::Connection& connection, std::vector<OrderRow>& orders);

/// Whoever writes orders does it alone until the end of his transaction.
void LockOrders(db::Connection& connection);

}  // namespace custos::storage
