// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "server/governance/password.h"
#include "storage/user_store.h"

namespace custos::server::governance {

struct NewUser {
  std::string login;
  std::string display_name;
  storage::UserRole role = storage::UserRole::kRep;
  storage::Scope scope;
};

/// What to change; members that are absent stay.
struct UserChange {
  std::optional<std::string> display_name;
  std::optional<storage::UserRole> role;
  std::optional<storage::Scope> scope;
  std::optional<bool> disabled;
  bool reset_password = false;
};

/// An account and, when one was made, its one-time password: the only moment it is known.
struct UserAndPassword {
  storage::User user;
  std::optional<std::string> one_time_password;
};

/// Accounts as an administrator handles them. Thread-safe.
class UserService {
 public:
  UserService(storage::UserStore& users, PasswordHasher& hasher, const Clock& clock)
      : users_(users), hasher_(hasher), clock_(clock) {}

  Result<std::vector<storage::User>> List();
  /// kInvalid `user.login` or `user.scope`, kConflict `user.login_taken`.
  Result<UserAndPassword> Create(const NewUser& wanted);
  /// kNotFound `user.not_found`, kInvalid `user.scope`, kConflict `user.own_account` when `acting_user` would lock
  /// himself out.
  Result<UserAndPassword> Update(std::uint64_t acting_user, std::uint64_t id, const UserChange& change);
  Result<storage::User> SetLocale(const storage::User& user, const std::string& locale);

  /// On an empty server makes the account `admin` and returns its one-time password. While that is the only account
  /// and its password was never changed, every call returns a new one, since the first may be lost. Nullopt afterwards.
  Result<std::optional<std::string>> PrepareFirstAdministrator();

 private:
  storage::UserStore& users_;
  PasswordHasher& hasher_;
  const Clock& clock_;
};

}  // namespace custos::server::governance
