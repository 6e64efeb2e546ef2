// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/script_store.h"

namespace custos::storage {

/// Scripts on PostgreSQL. Thread-safe.
class PostgresScriptStore final : public ScriptStore {
 public:
  PostgresScriptStore(db::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  Result<std::vector<ScriptFolder>> Folders() override;
  Result<ScriptFolder> SaveFolder(const ScriptFolder& folder) override;
  Status RemoveFolder(std::uint64_t id) override;
  Result<ScriptPage> List(const ScriptQuery& query) override;
  Result<Script> Get(std::uint64_t id) override;
  Result<Script> Create(const ScriptContent& content, const std::string& who) override;
  Result<Script> Change(std::uint64_t id, std::uint64_t version, const ScriptContent& content,
                        const std::string& who) override;
  Result<Script> SetFile(std::uint64_t id, const std::optional<ScriptFile>& file, const std::string& who) override;
  Status CountUse(std::uint64_t id, ScriptUse use) override;
  Result<std::vector<ScriptState>> Past(std::uint64_t id) override;

 private:
  db::Pool& pool_;
  const Clock& clock_;
};

}  // namespace custos::storage
