// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/dispute_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Disputes on PostgreSQL. Thread-safe.
class PostgresDisputeStore final : public DisputeStore {
 public:
  PostgresDisputeStore(db::Pool& pool, Sources& sources, const Clock& clock)
      : pool_(pool), sources_(sources), clock_(clock) {}

  Result<Dispute> Open(const DisputeDraft& draft) override;
  Result<Dispute> Get(std::uint64_t id) override;
  Result<DisputePage> List(const DisputeFilter& filter) override;
  Result<DisputeSide> SideOf(std::uint64_t customer, const EmployeeRef& employee) override;
  Result<Dispute> Decide(std::uint64_t id, const DisputeVerdict& verdict) override;
  Result<Dispute> Withdraw(std::uint64_t id, const std::string& user_name) override;

 private:
  std::vector<Dispute> Read(db::Connection& connection, const db::Rows& rows, std::size_t count);
  Dispute Load(db::Connection& connection, std::uint64_t id);
  Result<Dispute> End(std::uint64_t id, DisputeState state, const DisputeVerdict& verdict);

  db::Pool& pool_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
