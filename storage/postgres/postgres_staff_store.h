// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"
#include "storage/staff_store.h"

namespace custos::storage {

/// Which accounts are joined stands in one table, what was decided in another; one transaction writes both.
class PostgresStaffStore final : public StaffStore {
 public:
  PostgresStaffStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock) {}

  Result<std::vector<StaffAccount>> Accounts(const EmployeeRef& account) override;
  Result<std::vector<StaffStep>> History(const EmployeeRef& account) override;
  Status Join(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) override;
  Status Part(const EmployeeRef& account, const StaffOrder& order) override;
  Status Refuse(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) override;
  Result<std::vector<StaffProposal>> Proposals(std::size_t limit) override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
