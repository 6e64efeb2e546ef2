// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "server/governance/audit_actions.h"
#include "tests/support/fakes/fakes.h"

namespace custos::testing {

using storage::AuditEntry;
using storage::Session;
using storage::User;

Result<std::uint64_t> FakeUserStore::CountUsers() {
  const std::scoped_lock lock(mutex_);
  return std::uint64_t{users_.size()};
}

Result<User> FakeUserStore::CreateUser(const User& user) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, other] : users_) {
    if (other.login == user.login) return Error{ErrorKind::kConflict, "storage.exists", "login"};
  }
  User stored = user;
  stored.id = users_.size() + 1;
  users_[stored.id] = stored;
  return stored;
}

Result<User> FakeUserStore::UpdateUser(const User& user) {
  const std::scoped_lock lock(mutex_);
  users_[user.id] = user;
  return user;
}

Result<std::optional<User>> FakeUserStore::FindByLogin(const std::string& login) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, user] : users_) {
    if (user.login == login) return std::optional<User>(user);
  }
  return std::optional<User>();
}

Result<std::optional<User>> FakeUserStore::FindById(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  const auto it = users_.find(id);
  return it == users_.end() ? std::optional<User>() : std::optional<User>(it->second);
}

Result<std::vector<User>> FakeUserStore::ListUsers() {
  const std::scoped_lock lock(mutex_);
  std::vector<User> users;
  for (const auto& [id, user] : users_) users.push_back(user);
  return users;
}

Status FakeUserStore::CreateSession(const Session& session) {
  const std::scoped_lock lock(mutex_);
  sessions_[session.token_hash] = session;
  return {};
}

Result<std::optional<std::pair<Session, User>>> FakeUserStore::FindSession(const std::string& token_hash, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  const auto it = sessions_.find(token_hash);
  if (it == sessions_.end()) return std::optional<std::pair<Session, User>>();
  const Session before = it->second;
  if (now - before.last_seen_at >= 60'000) it->second.last_seen_at = now;
  return std::optional<std::pair<Session, User>>({before, users_.at(before.user_id)});
}

Status FakeUserStore::DeleteSession(const std::string& token_hash) {
  const std::scoped_lock lock(mutex_);
  sessions_.erase(token_hash);
  return {};
}

Status FakeUserStore::DeleteSessionsOf(std::uint64_t user_id) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](const auto& item) { return item.second.user_id == user_id; });
  return {};
}

Status FakeUserStore::Audit(const AuditEntry& entry) {
  if (audit_fails) return Error{ErrorKind::kUnavailable, "storage.away", "no database"};
  // The page has no words for it, and nobody finds it.
  if (!server::governance::IsAuditAction(entry.action)) throw std::logic_error("no audit action: " + entry.action);
  const std::scoped_lock lock(mutex_);
  audit_.push_back(entry);
  audit_.back().id = audit_.size();
  return {};
}

Result<storage::AuditPage> FakeUserStore::ListAudit(const storage::AuditFilter& filter) {
  const std::scoped_lock lock(mutex_);
  audit_filter = filter;
  storage::AuditPage page;
  for (auto it = audit_.rbegin(); it != audit_.rend() && page.items.size() < filter.limit; ++it) {
    page.items.push_back(*it);
  }
  return page;
}

std::vector<std::string> FakeUserStore::AuditActions() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> actions;
  for (const auto& entry : audit_) actions.push_back(entry.action);
  return actions;
}

}  // namespace custos::testing
