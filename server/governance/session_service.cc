// SPDX-License-Identifier: Apache-2.0
#include "server/governance/session_service.h"

#include "server/governance/session_token.h"

namespace custos::server::governance {
namespace {

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

}  // namespace

Result<std::string> SessionService::Open(std::uint64_t user_id) {
  std::string token = MakeSessionToken();
  const TimeMs now = clock_.Now();
  const auto created = users_.CreateSession({.token_hash = HashSessionToken(token),
                                             .user_id = user_id,
                                             .created_at = now,
                                             .last_seen_at = now,
                                             .expires_at = now + limits_.absolute_ms});
  if (!created) return created.error();
  return token;
}

void SessionService::Rehash(storage::User user, const std::string& password) {
  auto hash = hasher_.Hash(password);
  if (!hash) return;  // the old hash still works
  user.password_hash = std::move(*hash);
  [[maybe_unused]] const auto updated = users_.UpdateUser(user);
}

std::variant<SignedIn, SignInFailure> SessionService::SignIn(const std::string& login_as_typed,
                                                             const std::string& password, const std::string& peer) {
  const std::string login = LowerAscii(login_as_typed);
  if (const TimeMs wait = limiter_.Begin(login, peer, clock_.Now()); wait > 0) {
    return SignInFailure{SignInFailure::Kind::kTooManyAttempts, wait};
  }
  const auto found = users_.FindByLogin(login);
  if (!found) return SignInFailure{SignInFailure::Kind::kUnavailable, 0};
  const bool usable = found->has_value() && !(*found)->disabled;
  if (!usable) {
    hasher_.Waste(password);
    return SignInFailure{};
  }
  const storage::User& user = **found;
  if (!hasher_.Verify(user.password_hash, password)) return SignInFailure{};
  limiter_.Succeeded(login, peer);
  if (hasher_.NeedsRehash(user.password_hash)) Rehash(user, password);
  auto token = Open(user.id);
  if (!token) return SignInFailure{SignInFailure::Kind::kUnavailable, 0};
  return SignedIn{user, std::move(*token)};
}

Result<std::optional<storage::User>> SessionService::Find(const std::string& token) {
  if (token.size() != kSessionTokenChars) return std::optional<storage::User>();
  const std::string hash = HashSessionToken(token);
  const TimeMs now = clock_.Now();
  auto found = users_.FindSession(hash, now);
  if (!found) return found.error();
  if (!found->has_value()) return std::optional<storage::User>();
  auto& [session, user] = **found;
  const bool over = now >= session.expires_at || now - session.last_seen_at > limits_.idle_ms || user.disabled;
  if (over) {
    [[maybe_unused]] const auto deleted = users_.DeleteSession(hash);
    return std::optional<storage::User>();
  }
  return std::optional<storage::User>(std::move(user));
}

Status SessionService::SignOut(const std::string& token) { return users_.DeleteSession(HashSessionToken(token)); }

Result<SignedIn> SessionService::ChangePassword(const storage::User& user, const std::string& old_password,
                                                const std::string& new_password, const std::string& peer) {
  if (limiter_.Begin(user.login, peer, clock_.Now()) > 0) {
    return Error{ErrorKind::kUnavailable, "auth.too_many_attempts", "too many attempts"};
  }
  if (!hasher_.Verify(user.password_hash, old_password)) {
    return Error{ErrorKind::kDenied, "auth.password_wrong", "the old password does not fit"};
  }
  limiter_.Succeeded(user.login, peer);
  const bool fits = new_password.size() >= PasswordHasher::kMinLength &&
                    new_password.size() <= PasswordHasher::kMaxLength && new_password != old_password;
  if (!fits) return Error{ErrorKind::kInvalid, "auth.password_weak", "too short, too long or unchanged"};
  auto hash = hasher_.Hash(new_password);
  if (!hash) return hash.error();
  storage::User changed = user;
  changed.password_hash = std::move(*hash);
  changed.must_change_password = false;
  auto stored = users_.UpdateUser(changed);
  if (!stored) return stored.error();
  if (auto ended = users_.DeleteSessionsOf(user.id); !ended) return ended.error();
  auto token = Open(user.id);
  if (!token) return token.error();
  return SignedIn{std::move(*stored), std::move(*token)};
}

}  // namespace custos::server::governance
