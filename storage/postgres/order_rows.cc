// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/order_rows.h"

#include <algorithm>

namespace custos::storage {

const char* const kOrderColumns =
    "o.id, o.source, o.number, o.status, o.ordered_at, o.amount, o.currency, o.version, o.taken_at, o.taken_by,"
    " o.detail";

namespace {

constexpr char kPast[] =
    "SELECT order_id, version, taken_at, taken_by, detail FROM customer_order_past WHERE order_id = ANY($1)"
    " ORDER BY order_id, version";
// A number of our own among the advisory locks of the database.
constexpr char kLock[] = "SELECT pg_advisory_xact_lock(7274160032)";

OrderState ReadState(const db::Rows& rows, std::size_t i, int first) {
  return {.version = rows.Id(i, first),
          .taken_at = rows.Int(i, first + 1),
          .taken_by = rows.Text(i, first + 2),
          .detail = rows.Text(i, first + 3)};
}

}  // namespace

std::vector<OrderRow> ReadOrders(const db::Rows& rows, std::size_t count) {
  std::vector<OrderRow> orders;
  for (std::size_t i = 0; i < std::min(rows.size(), count); ++i) {
    orders.push_back({.id = rows.Id(i, 0),
                      .source = rows.Text(i, 1),
                      .number = rows.Text(i, 2),
                      .status = static_cast<OrderStatus>(rows.Int(i, 3)),
                      .ordered_at = rows.Int(i, 4),
                      .amount = {.minor = rows.Int(i, 5), .currency = rows.Text(i, 6)},
                      .now = ReadState(rows, i, 7),
                      .past = {},
                      .customer = 0,
                      .customer_name = {}});
  }
  return orders;
}

void LoadPast(db::Connection& connection, std::vector<OrderRow>& orders) {
  std::vector<std::int64_t> ids;
  for (const OrderRow& order : orders) {
    if (order.now.version > 1) ids.push_back(static_cast<std::int64_t>(order.id));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection.Query(kPast, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto order =
        std::find_if(orders.begin(), orders.end(), [&](const OrderRow& one) { return one.id == rows.Id(i, 0); });
    order->past.push_back(ReadState(rows, i, 1));
  }
}

void LockOrders(db::Connection& connection) { connection.Query(kLock); }

}  // namespace custos::storage
