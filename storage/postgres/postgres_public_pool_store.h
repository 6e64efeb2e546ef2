// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/public_pool.h"

namespace custos::storage {

/// All pools in the order of their names. Throws db::Failure.
std::vector<PublicPool> ReadPools(db::Connection& connection);

/// Pools as the table customer_pool; who is in them as rows of ownership.
class PostgresPublicPoolStore final : public PublicPoolStore {
 public:
  explicit PostgresPublicPoolStore(db::Pool& pool) : pool_(pool) {}

  Result<std::vector<PublicPool>> List() override;
  Result<PublicPool> Create(const PublicPool& pool) override;
  Result<PublicPool> Update(const PublicPool& pool) override;
  Result<PoolCustomerPage> Customers(std::uint64_t pool, const std::string& cursor, std::size_t limit) override;
  Result<ClaimsMade> Claims(const EmployeeRef& employee, TimeMs midnight) override;

 private:
  PublicPool Load(db::Connection& connection, std::uint64_t id);

  db::Pool& pool_;
};

}  // namespace custos::storage
