// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/known_customers.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Looks up identities, the tails of numbers and the keys of names in one statement.
class PostgresKnownCustomers final : public KnownCustomers {
 public:
  explicit PostgresKnownCustomers(db::Pool& pool) : pool_(pool) {}
  Result<std::vector<KnownCustomer>> Find(const KnownQuestion& question) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
