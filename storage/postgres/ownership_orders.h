// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "storage/ownership_rules.h"
#include "storage/ownership_store.h"
#include "storage/postgres/ownership_book.h"

namespace custos::storage {

/// Carries out orders in their sequence. What they are measured by is read once for all of them, and counted on from
/// order to order. Made per commit; throws db::Failure.
class OwnershipOrders {
 public:
  /// `zone_minutes`: by which days are cut, east of UTC.
  OwnershipOrders(OwnershipBook& book, std::int32_t zone_minutes) : book_(book), zone_minutes_(zone_minutes) {}

  void Prepare(const std::vector<const OwnershipOrder*>& orders);
  OwnershipOutcome CarryOut(const OwnershipOrder& order);

 private:
  struct Pool {
    std::string line;
    ClaimLimits limits;
    bool open = true;
  };
  using Employee = std::pair<std::string, std::string>;  ///< source and id

  static Employee NameOf(const EmployeeRef& employee) { return {employee.source, employee.id}; }
  void ReadRecords(const std::vector<const OwnershipOrder*>& orders);
  void ReadEmployees(const std::vector<const OwnershipOrder*>& orders);
  void ReadPools(const std::vector<const OwnershipOrder*>& orders);
  void ReadClaimers(const std::vector<const OwnershipOrder*>& orders);
  Status Check(const OwnershipOrder& order, const OwnershipBook::Held& held) const;
  ClaimTerms TermsOf(const OwnershipOrder& order, const OwnershipState& state) const;
  void Count(const OwnershipOrder& order, const OwnershipState& before, const OwnershipState& after);

  OwnershipBook& book_;
  const std::int32_t zone_minutes_;
  std::map<std::uint64_t, bool> merged_;  ///< of the records that exist: into another one
  std::set<Employee> employees_;          ///< who exist and work here
  std::map<std::uint64_t, Pool> pools_;
  std::map<Employee, std::uint64_t> claims_;
  std::map<std::pair<Employee, std::string>, std::uint64_t> held_;  ///< by line
  std::set<std::pair<std::uint64_t, Employee>> outsiders_;          ///< claimers whom a pool is not for
};

}  // namespace custos::storage
