// SPDX-License-Identifier: Apache-2.0
#include "server/governance/user_service.h"

#include <utility>

namespace custos::server::governance {
namespace {

constexpr char kFirstLogin[] = "admin";

using storage::Scope;
using storage::User;
using storage::UserRole;

constexpr std::size_t kMaxLogin = 64;

bool IsLogin(const std::string& login) {
  if (login.empty() || login.size() > kMaxLogin) return false;
  const auto alnum = std::string("abcdefghijklmnopqrstuvwxyz0123456789");
  return login.find_first_not_of(alnum + "._@-") == std::string::npos && alnum.find(login.front()) != std::string::npos;
}

/// An administrator sees all, a rep only accounts of his own.
Status CheckScope(UserRole role, const Scope& scope) {
  const bool fits = role == UserRole::kAdministrator ? scope.kind == Scope::Kind::kAll
                    : role == UserRole::kRep         ? scope.kind == Scope::Kind::kOwn
                                                     : scope.kind != Scope::Kind::kNothing;
  if (fits) return {};
  return Error{ErrorKind::kInvalid, "user.scope", "the scope does not fit the role"};
}

Error OwnAccount() { return {ErrorKind::kConflict, "user.own_account", "nobody locks himself out"}; }

}  // namespace

Result<std::vector<User>> UserService::List() { return users_.ListUsers(); }

Result<UserAndPassword> UserService::Create(const NewUser& wanted) {
  if (!IsLogin(wanted.login)) return Error{ErrorKind::kInvalid, "user.login", "not a valid login"};
  if (auto status = CheckScope(wanted.role, wanted.scope); !status) return status.error();
  std::string password = PasswordHasher::OneTimePassword();
  auto hash = hasher_.Hash(password);
  if (!hash) return hash.error();
  User user;
  user.login = wanted.login;
  user.display_name = wanted.display_name;
  user.role = wanted.role;
  user.scope = wanted.scope;
  user.password_hash = std::move(*hash);
  user.must_change_password = true;
  user.created_at = clock_.Now();
  auto created = users_.CreateUser(user);
  if (!created) {
    if (created.error().kind != ErrorKind::kConflict) return created.error();
    return Error{ErrorKind::kConflict, "user.login_taken", "the login is taken"};
  }
  return UserAndPassword{std::move(*created), std::move(password)};
}

Result<UserAndPassword> UserService::Update(std::uint64_t acting_user, std::uint64_t id, const UserChange& change) {
  auto found = users_.FindById(id);
  if (!found) return found.error();
  if (!found->has_value()) return Error{ErrorKind::kNotFound, "user.not_found", "no such account"};
  User user = std::move(**found);
  const bool locks_out = change.disabled.value_or(false) || change.role.value_or(user.role) != user.role;
  if (acting_user == id && locks_out) return OwnAccount();
  if (change.display_name) user.display_name = *change.display_name;
  if (change.role) user.role = *change.role;
  if (change.scope) user.scope = *change.scope;
  if (change.disabled) user.disabled = *change.disabled;
  if (change.role || change.scope) {
    if (auto status = CheckScope(user.role, user.scope); !status) return status.error();
  }
  std::optional<std::string> password;
  if (change.reset_password) {
    password = PasswordHasher::OneTimePassword();
    auto hash = hasher_.Hash(*password);
    if (!hash) return hash.error();
    user.password_hash = std::move(*hash);
    user.must_change_password = true;
  }
  auto stored = users_.UpdateUser(user);
  if (!stored) return stored.error();
  const bool ends_sessions = change.role || change.scope || user.disabled || change.reset_password;
  if (ends_sessions) {
    if (auto ended = users_.DeleteSessionsOf(id); !ended) return ended.error();
  }
  return UserAndPassword{std::move(*stored), std::move(password)};
}

Result<User> UserService::SetLocale(const User& user, const std::string& locale) {
  User changed = user;
  changed.locale = locale;
  return users_.UpdateUser(changed);
}

Result<std::optional<std::string>> UserService::PrepareFirstAdministrator() {
  const auto all = users_.ListUsers();
  if (!all) return all.error();
  const bool nobody_yet = all->empty();
  const bool never_entered = all->size() == 1 && all->front().login == kFirstLogin && all->front().must_change_password;
  if (!nobody_yet && !never_entered) return std::optional<std::string>();
  auto prepared = nobody_yet
                      ? Create({kFirstLogin, "Administrator", UserRole::kAdministrator, Scope::All()})
                      : Update(0, all->front().id,
                               {.display_name = {}, .role = {}, .scope = {}, .disabled = {}, .reset_password = true});
  if (!prepared) return prepared.error();
  return std::move(prepared->one_time_password);
}

}  // namespace custos::server::governance
