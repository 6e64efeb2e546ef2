// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <stdexcept>
#include <string>

#include "server/orders/order_desk.h"
#include "storage/order_store.h"

namespace custos::testing {

/// A shop with one order; what is pushed is new the first time.
class FakeOrders final : public storage::OrderStore {
 public:
  Result<std::vector<storage::OrderTaken>> Take(const std::vector<storage::OrderWrite>& orders,
                                                const std::string&) override {
    std::vector<storage::OrderTaken> taken;
    for (const storage::OrderWrite& order : orders) {
      const bool known = !seen.insert(order.source + "/" + order.number).second;
      taken.push_back({.outcome = known ? storage::OrderOutcome::kUnchanged : storage::OrderOutcome::kStored,
                       .code = {},
                       .id = 5,
                       .version = 1});
    }
    return taken;
  }
  Result<storage::OrderPage> List(const storage::OrderQuery& query) override {
    asked = query;
    return storage::OrderPage{{Row()}, "next"};
  }
  Result<storage::CustomerOrders> OfCustomer(const storage::Scope& scope, std::uint64_t customer, const std::string&,
                                             std::size_t) override {
    const bool stranger = scope.kind == storage::Scope::Kind::kOwn && scope.employees.at(0).id != "zhang.wei";
    if (customer != 7 || stranger) return Error{ErrorKind::kNotFound, "customer.not_found", ""};
    storage::CustomerOrders orders;
    orders.page.items = {Row()};
    orders.totals = {{.amount = {123'456, "CNY"}, .orders = 2, .year = {100'000, "CNY"}, .year_orders = 1}};
    orders.last_at = 1'772'330'400'000;
    return orders;
  }
  static storage::OrderRow Row() {
    storage::OrderRow order;
    order.id = 5;
    order.source = "shop";
    order.number = "A1";
    order.status = storage::OrderStatus::kPaid;
    order.ordered_at = 1'772'330'400'000;
    order.amount = {123'456, "CNY"};
    order.now = {.version = 2,
                 .taken_at = 1'772'330'500'000,
                 .taken_by = "shop",
                 .detail = R"({"amount":"1234.56","currency":"CNY","status":"paid","ordered_at":1772330400000,)"
                           R"("phones":["8613900001111"],"lines":[{"name":"年卡"}]})"};
    order.past = {{.version = 1, .taken_at = 1'772'330'400'000, .taken_by = "shop", .detail = "{}"}};
    order.customer = 7;
    order.customer_name = "王示例";
    return order;
  }

  std::set<std::string> seen;
  storage::OrderQuery asked;
};

/// The desk over a store.
inline std::unique_ptr<server::orders::OrderDesk> MakeOrderDesk(storage::OrderStore& store, const Clock& clock) {
  auto desk = server::orders::OrderDesk::Create(store, clock);
  if (!desk) throw std::runtime_error("no desk for orders");
  return std::move(*desk);
}

}  // namespace custos::testing
