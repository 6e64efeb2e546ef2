// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/lead_store.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Leads as the tables lead and lead_identity.
class PostgresLeadStore final : public LeadStore {
 public:
  explicit PostgresLeadStore(db::Pool& pool) : pool_(pool) {}

  Result<LeadPage> List(const LeadQuery& query) override;
  Result<std::vector<DuplicateQuestion>> Unchecked(std::size_t limit) override;
  Status Checked(const std::vector<LeadVerdict>& verdicts) override;
  Result<std::vector<NearQuestion>> Uncompared(std::size_t limit) override;
  Status Compared(const std::vector<NearVerdict>& verdicts) override;
  Result<std::map<LeadState, std::uint64_t>> Count() override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
