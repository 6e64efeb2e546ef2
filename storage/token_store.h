// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/user_store.h"

namespace custos::storage {

/// What a program may do in the name of an account. The secret itself is never stored.
struct ApiToken {
  std::uint64_t id = 0;
  std::string token_hash;  ///< hex SHA-256 of the secret
  std::uint64_t user_id = 0;
  std::string user_login;
  std::string name;
  std::vector<std::string> scopes;
  std::string prefix;  ///< first characters of the secret, to tell tokens apart
  TimeMs created_at = 0;
  TimeMs expires_at = 0;
  TimeMs last_used_at = 0;
};

/// Tokens of programs, and how many texts were checked. Thread-safe.
class TokenStore {
 public:
  virtual ~TokenStore() = default;

  virtual Result<ApiToken> CreateToken(const ApiToken& token) = 0;
  /// The token and its account; nullopt when unknown, expired or the account is disabled. Touches last_used_at at most
  /// once a minute.
  virtual Result<std::optional<std::pair<ApiToken, User>>> FindToken(const std::string& token_hash, TimeMs now) = 0;
  /// Of one account, or of all for 0; newest first.
  virtual Result<std::vector<ApiToken>> ListTokens(std::uint64_t user_id) = 0;
  /// `user_id` 0 deletes anybody's. kNotFound `token.not_found`.
  virtual Status DeleteToken(std::uint64_t id, std::uint64_t user_id) = 0;

  /// Adds to the counters of a day (UTC).
  virtual Status CountChecks(TimeMs now, std::uint64_t allowed, std::uint64_t warned, std::uint64_t blocked) = 0;
};

}  // namespace custos::storage
