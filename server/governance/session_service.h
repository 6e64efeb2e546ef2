// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/clock.h"
#include "core/result.h"
#include "server/governance/login_limiter.h"
#include "server/governance/password.h"
#include "storage/user_store.h"

namespace custos::server::governance {

struct SessionLimits {
  TimeMs idle_ms = 12LL * 3600 * 1000;
  TimeMs absolute_ms = 7LL * 24 * 3600 * 1000;
};

/// A signed-in person and the proof that the browser keeps.
struct SignedIn {
  storage::User user;
  std::string token;  ///< 43 characters for the cookie; only its hash is stored
};

/// Why a sign-in failed.
struct SignInFailure {
  enum class Kind { kBadCredentials, kTooManyAttempts, kUnavailable };
  Kind kind = Kind::kBadCredentials;
  TimeMs retry_after_ms = 0;
};

/// Sign-in, sessions and the change of one's own password. Thread-safe.
class SessionService {
 public:
  SessionService(storage::UserStore& users, PasswordHasher& hasher, const Clock& clock, SessionLimits limits = {})
      : users_(users), hasher_(hasher), clock_(clock), limits_(limits) {}

  /// Checks the password, with the same effort whether or not the account exists, and opens a session.
  std::variant<SignedIn, SignInFailure> SignIn(const std::string& login, const std::string& password,
                                               const std::string& peer);
  /// The person behind a cookie; nullopt when the session is unknown, expired or its account disabled.
  Result<std::optional<storage::User>> Find(const std::string& token);
  Status SignOut(const std::string& token);

  /// kDenied `auth.password_wrong`, kInvalid `auth.password_weak`, kUnavailable `auth.too_many_attempts`. Every session
  /// of the account ends; the new one is returned.
  Result<SignedIn> ChangePassword(const storage::User& user, const std::string& old_password,
                                  const std::string& new_password, const std::string& peer);

 private:
  Result<std::string> Open(std::uint64_t user_id);
  void Rehash(storage::User user, const std::string& password);

  storage::UserStore& users_;
  PasswordHasher& hasher_;
  const Clock& clock_;
  const SessionLimits limits_;
  LoginLimiter limiter_;
};

}  // namespace custos::server::governance
