// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/user_store.h"

namespace custos::storage {

/// Accounts, sessions and the audit trail on PostgreSQL. Thread-safe.
class PostgresUserStore final : public UserStore {
 public:
  explicit PostgresUserStore(db::Pool& pool) : pool_(pool) {}

  Result<std::uint64_t> CountUsers() override;
  Result<User> CreateUser(const User& user) override;
  Result<User> UpdateUser(const User& user) override;
  Result<std::optional<User>> FindByLogin(const std::string& login) override;
  Result<std::optional<User>> FindById(std::uint64_t id) override;
  Result<std::vector<User>> ListUsers() override;

  Status CreateSession(const Session& session) override;
  Result<std::optional<std::pair<Session, User>>> FindSession(const std::string& token_hash, TimeMs now) override;
  Status DeleteSession(const std::string& token_hash) override;
  Status DeleteSessionsOf(std::uint64_t user_id) override;

  Status Audit(const AuditEntry& entry) override;
  Result<AuditPage> ListAudit(const AuditFilter& filter) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
