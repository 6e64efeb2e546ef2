// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/token_store.h"

namespace custos::storage {

/// Tokens of programs in the database.
class PostgresTokenStore final : public TokenStore {
 public:
  PostgresTokenStore(db::Pool& pool, UserStore& users) : pool_(pool), users_(users) {}

  Result<ApiToken> CreateToken(const ApiToken& token) override;
  Result<std::optional<std::pair<ApiToken, User>>> FindToken(const std::string& token_hash, TimeMs now) override;
  Result<std::vector<ApiToken>> ListTokens(std::uint64_t user_id) override;
  Status DeleteToken(std::uint64_t id, std::uint64_t user_id) override;
  Status CountChecks(TimeMs now, std::uint64_t allowed, std::uint64_t warned, std::uint64_t blocked) override;

 private:
  db::Pool& pool_;
  UserStore& users_;
};

}  // namespace custos::storage
