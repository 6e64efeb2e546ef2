// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/directory_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// People and groups on PostgreSQL. Employees that a new list no longer has are kept as inactive: old conversations
/// still need their names and departments. Thread-safe.
class PostgresDirectoryStore final : public DirectoryStore {
 public:
  PostgresDirectoryStore(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Status Apply(const DirectorySnapshot& snapshot) override;
  Result<std::vector<DepartmentView>> Departments(const Scope& scope) override;
  Result<std::vector<PersonView>> FindEmployees(const Scope& scope, const std::string& text,
                                                std::size_t limit) override;
  Result<std::vector<PersonView>> FindCustomers(const Scope& scope, const std::string& text,
                                                std::size_t limit) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
