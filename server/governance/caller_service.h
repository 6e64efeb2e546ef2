// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "server/governance/session_service.h"
#include "storage/token_store.h"

namespace custos::server::governance {

/// Who makes a request, and by what right.
struct Caller {
  storage::User user;
  std::vector<std::string> token_scopes;  ///< of an API token; empty for a session, which may do all its role may
  bool by_token = false;
};

/// An API token and its secret: the only moment it is known.
struct TokenAndSecret {
  storage::ApiToken token;
  std::string secret;  ///< "custos_" and 43 characters
};

/// API tokens, and a short memory of who is behind a cookie or a token, for operations that cannot afford a look into
/// the database each time. What ends here (a session, a token, a right) ends at once on this server and within
/// kMemoryMs on others. Thread-safe.
class CallerService {
 public:
  static constexpr TimeMs kMemoryMs = 3'000;
  static constexpr TimeMs kLongestLife = 366LL * 86'400'000;

  CallerService(SessionService& sessions, storage::TokenStore& tokens, const Clock& clock)
      : sessions_(sessions), tokens_(tokens), clock_(clock) {}

  /// kInvalid `token.name`, `token.scopes`, `token.expires_at`.
  Result<TokenAndSecret> CreateToken(std::uint64_t user_id, const std::string& name,
                                     const std::vector<std::string>& scopes, TimeMs expires_at);
  Result<std::vector<storage::ApiToken>> ListTokens(std::uint64_t user_id) { return tokens_.ListTokens(user_id); }
  /// `user_id` 0 ends anybody's. kNotFound `token.not_found`.
  Status RevokeToken(std::uint64_t id, std::uint64_t user_id);

  /// The caller behind a session cookie or the secret of a token, from memory when it is fresh; null when there is
  /// none.
  Result<std::shared_ptr<const Caller>> BySession(const std::string& cookie);
  Result<std::shared_ptr<const Caller>> ByToken(const std::string& secret);
  /// Somebody's rights changed: everybody is looked up again.
  void Forget();

 private:
  struct Known {
    std::shared_ptr<const Caller> caller;
    TimeMs until = 0;
  };

  std::shared_ptr<const Caller> Remembered(const std::string& key);
  void Remember(const std::string& key, std::shared_ptr<const Caller> caller, std::uint64_t generation);
  std::uint64_t generation();

  SessionService& sessions_;
  storage::TokenStore& tokens_;
  const Clock& clock_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // by SHA-256 of cookie or secret
  std::uint64_t generation_ = 0;                  // grows with Forget: what was looked up before is not kept after
};

/// The scopes a token may have.
bool IsTokenScope(const std::string& scope);

}  // namespace custos::server::governance
