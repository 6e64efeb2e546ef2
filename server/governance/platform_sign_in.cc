// SPDX-License-Identifier: Apache-2.0
#include "server/governance/platform_sign_in.h"

#include <algorithm>

#include "server/governance/session_token.h"

namespace custos::server::governance {
namespace {

constexpr char kNoPassword = '!';  // no hash: no password fits it

bool Has(const storage::User& user, const storage::EmployeeRef& account) {
  if (user.disabled || user.role != storage::UserRole::kRep || user.scope.kind != storage::Scope::Kind::kOwn) {
    return false;
  }
  const auto& own = user.scope.employees;
  return std::any_of(own.begin(), own.end(), [&](const storage::EmployeeRef& one) {
    return one.source == account.source && one.id == account.id;
  });
}

}  // namespace

Result<SignedIn> PlatformSignIn::Open(const storage::EmployeeRef& account) {
  auto users = users_.ListUsers();
  if (!users) return users.error();
  std::erase_if(*users, [&](const storage::User& user) { return !Has(user, account); });
  if (users->size() != 1) {
    return Error{ErrorKind::kNotFound, "auth.no_such_rep", "no single user has this account as his own"};
  }
  SignedIn signed_in{std::move(users->front()), MakeSessionToken()};
  // The platform vouches for him: a one-time password that he never used is of no use any more.
  if (signed_in.user.must_change_password) {
    signed_in.user.must_change_password = false;
    signed_in.user.password_hash = std::string(1, kNoPassword);
    if (const auto updated = users_.UpdateUser(signed_in.user); !updated) return updated.error();
  }
  const TimeMs now = clock_.Now();
  const Status created = users_.CreateSession({.token_hash = HashSessionToken(signed_in.token),
                                               .user_id = signed_in.user.id,
                                               .created_at = now,
                                               .last_seen_at = now,
                                               .expires_at = now + limits_.absolute_ms});
  if (!created) return created.error();
  return signed_in;
}

}  // namespace custos::server::governance
