// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/order_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Orders on PostgreSQL. Thread-safe.
class PostgresOrderStore final : public OrderStore {
 public:
  PostgresOrderStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock) {}

  Result<std::vector<OrderTaken>> Take(const std::vector<OrderWrite>& orders, const std::string& taken_by) override;
  Result<OrderPage> List(const OrderQuery& query) override;
  Result<CustomerOrders> OfCustomer(const Scope& scope, std::uint64_t customer, const std::string& cursor,
                                    std::size_t limit) override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
