// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/coverage_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Coverage on PostgreSQL. Thread-safe.
class PostgresCoverageStore final : public CoverageStore {
 public:
  PostgresCoverageStore(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Result<std::vector<StaffCoverage>> Coverage() override;
  Result<std::map<CoverageGapKind, std::uint64_t>> CountGaps(const CoverageGapQuery& query) override;
  Result<CoverageGapPage> Gaps(const CoverageGapQuery& query) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
