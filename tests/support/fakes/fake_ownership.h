// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include "storage/known_customers.h"
#include "storage/ownership_store.h"
#include "storage/public_pool.h"

namespace custos::testing {

/// The ledger in memory, by the real rules. Customers 1 to 9 exist, the last is in pool 1; the first new entry is 100.
class FakeOwnership final : public storage::OwnershipStore {
 public:
  FakeOwnership();
  Result<std::vector<storage::OwnershipOutcome>> Apply(const std::vector<storage::OwnershipOrder>& orders) override;
  Result<std::vector<storage::OwnershipView>> Of(const std::vector<std::uint64_t>& customers) override;
  Result<std::vector<storage::OwnershipEntry>> History(std::uint64_t customer) override;
  Result<std::vector<storage::ReturningCustomer>> Returning(const storage::Scope& scope, std::size_t limit) override;
  Result<std::uint64_t> Settle() override { return std::uint64_t{0}; }

  std::vector<storage::OwnershipEntry> entries;
  std::map<std::pair<std::uint64_t, std::string>, storage::OwnershipView> standing;
};

/// Knows customer 1, for certain by any identity.
class FakeKnownCustomers final : public storage::KnownCustomers {
 public:
  Result<std::vector<storage::KnownCustomer>> Find(const storage::KnownQuestion& question) override;

  storage::KnownQuestion asked;
};

/// One pool, number 1, with customer 1 in it.
class FakePools final : public storage::PublicPoolStore {
 public:
  FakePools();
  Result<std::vector<storage::PublicPool>> List() override { return pools; }
  Result<storage::PublicPool> Create(const storage::PublicPool& pool) override;
  Result<storage::PublicPool> Update(const storage::PublicPool& pool) override;
  Result<storage::PoolCustomerPage> Customers(std::uint64_t pool, const std::string& cursor,
                                              std::size_t limit) override;
  Result<storage::ClaimsMade> Claims(const storage::EmployeeRef& employee, TimeMs midnight) override {
    asked_midnight = midnight;
    storage::ClaimsMade made;
    if (employee.id == "zhang.wei") made = {2, {{"", 40}}};
    return made;
  }

  std::vector<storage::PublicPool> pools;
  TimeMs asked_midnight = 0;
};

}  // namespace custos::testing
