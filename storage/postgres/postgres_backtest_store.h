// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/backtest_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Back-tests in the database.
class PostgresBacktestStore final : public BacktestStore {
 public:
  PostgresBacktestStore(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Result<Backtest> Create(const Backtest& backtest) override;
  Result<bool> Beat(std::uint64_t id, const BacktestProgress& progress, TimeMs now) override;
  Status Finish(std::uint64_t id, JobState state, const std::string& problem, const std::string& result,
                const std::vector<BacktestSample>& samples, TimeMs now) override;
  Status SetLookBack(std::uint64_t id, const std::string& look_back) override;
  Status Cancel(std::uint64_t id) override;
  Result<Backtest> Get(std::uint64_t id) override;
  Result<BacktestPage> List(std::uint64_t version_id, const std::string& cursor, std::size_t limit) override;
  Result<SamplePage> Samples(const Scope& scope, std::uint64_t id, const SampleFilter& filter) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
