// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "storage/ownership_store.h"
#include "storage/postgres/evidence_log.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// The ledger as the tables ownership, ownership_share and ownership_entry, and leaves.
class PostgresOwnershipStore final : public OwnershipStore {
 public:
  /// `zone_minutes`: by which days are cut, east of UTC. `adopt`: customers whom nobody ever served become those of
  /// whoever had them as a contact first.
  PostgresOwnershipStore(EvidenceLog& log, db::Pool& readers, Sources& sources, std::int32_t zone_minutes, bool adopt)
      : log_(log), readers_(readers), sources_(sources), zone_minutes_(zone_minutes), adopt_(adopt) {}

  Result<std::vector<OwnershipOutcome>> Apply(const std::vector<OwnershipOrder>& orders) override;
  Result<std::vector<OwnershipView>> Of(const std::vector<std::uint64_t>& customers) override;
  Result<std::vector<OwnershipEntry>> History(std::uint64_t customer) override;
  Result<std::vector<ReturningCustomer>> Returning(const Scope& scope, std::size_t limit) override;
  Result<std::uint64_t> Settle() override;

 private:
  /// Orders of one caller, who waits for them.
  struct Call {
    const std::vector<OwnershipOrder>& orders;
    std::vector<OwnershipOutcome> outcomes{};
    Status done{};
    bool finished = false;
  };
  void CommitWaiting(std::unique_lock<std::mutex>& lock);
  Status Commit(const std::vector<Call*>& calls);
  void CommitEach(const std::vector<Call*>& calls);

  EvidenceLog& log_;
  db::Pool& readers_;
  Sources& sources_;
  const std::int32_t zone_minutes_;
  const bool adopt_;

  std::mutex mutex_;
  std::condition_variable turn_;
  std::deque<Call*> waiting_;
  bool committing_ = false;
};

}  // namespace custos::storage
