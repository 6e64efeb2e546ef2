// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/import_store.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Imports in the database.
class PostgresImportStore final : public ImportStore {
 public:
  explicit PostgresImportStore(db::Pool& pool) : pool_(pool) {}

  Result<ImportJob> Create(const ImportJob& job) override;
  Result<ImportJob> Get(std::uint64_t id) override;
  Result<ImportPage> List(const std::string& cursor, std::size_t limit) override;
  Result<std::optional<ImportJob>> NextUnfinished() override;
  Result<bool> Beat(std::uint64_t id, const ImportProgress& progress, const std::vector<ImportFault>& faults,
                    TimeMs now) override;
  Status Finish(std::uint64_t id, ImportState state, const std::string& problem, const std::string& detail,
                TimeMs now) override;
  Status Cancel(std::uint64_t id, TimeMs now) override;
  Result<std::vector<ImportFault>> Faults(std::uint64_t id, std::uint64_t after_line, std::size_t limit) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
