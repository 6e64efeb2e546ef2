// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// What a pool allows those who take customers out of it. 0 is no limit.
struct ClaimLimits {
  std::uint32_t per_day = 0;        ///< claims of one employee in a day of the company's zone
  std::uint32_t held = 0;           ///< customers one employee owns in the pool's line, however he got them
  std::uint32_t cool_off_days = 0;  ///< for which whoever lost a customer cannot claim him again
};

/// When customers come back by themselves. 0 days: never.
struct ReturnRule {
  std::uint32_t idle_days = 0;      ///< without a word or call between the owner and the customer
  std::uint32_t no_deal_days = 0;   ///< since he was taken, with no order paid and his stage not among `deal_stages`
  std::uint32_t warn_days = 0;      ///< so long before, the owner is warned
  std::vector<std::string> grades;  ///< only customers of these; empty: all
  std::vector<std::string> deal_stages;
};

/// Customers whom nobody serves, free to claim under rules (公海).
struct PublicPool {
  std::uint64_t id = 0;
  std::string name;
  std::string line;                        ///< of business
  std::vector<DepartmentRef> departments;  ///< whose employees may claim and whose customers come back; empty: all
  ClaimLimits limits;
  ReturnRule returns;
  bool open = true;  ///< closed: nobody claims
  std::uint64_t version = 0;
  std::uint64_t customers = 0;  ///< in it now
};

struct PoolCustomer {
  std::uint64_t customer = 0;
  std::uint64_t entry = 0;  ///< of the ledger, for the claim
  TimeMs since = 0;         ///< in the pool
  std::optional<EmployeeRef> last_owner = {};
  TimeMs lost_at = 0;  ///< by the last owner; 0 when nobody ever owned him
};

/// What an employee has taken and what he has.
struct ClaimsMade {
  std::uint64_t today = 0;                    ///< claims since the day began, in all pools
  std::map<std::string, std::uint64_t> held;  ///< customers he owns, by line of business
};

struct PoolCustomerPage {
  std::vector<PoolCustomer> items;  ///< who came last, first
  std::string next_cursor;
};

/// Pools and who is in them. Thread-safe.
class PublicPoolStore {
 public:
  virtual ~PublicPoolStore() = default;

  /// In the order of their names.
  virtual Result<std::vector<PublicPool>> List() = 0;
  /// kConflict "pool.name_taken".
  virtual Result<PublicPool> Create(const PublicPool& pool) = 0;
  /// All but id, line and count may change. kNotFound "pool.not_found", kConflict "pool.changed" unless `version` is
  /// the current one, "pool.name_taken".
  virtual Result<PublicPool> Update(const PublicPool& pool) = 0;
  /// kNotFound "pool.not_found".
  virtual Result<PoolCustomerPage> Customers(std::uint64_t pool, const std::string& cursor, std::size_t limit) = 0;
  /// `midnight`: when the day began. Nothing for somebody who is not known.
  virtual Result<ClaimsMade> Claims(const EmployeeRef& employee, TimeMs midnight) = 0;
};

}  // namespace custos::storage
