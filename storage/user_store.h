// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class UserRole : std::uint8_t { kAdministrator = 1, kComplianceOfficer = 2, kRep = 3 };

std::string_view ToString(UserRole role);  ///< administrator, compliance_officer, rep
std::optional<UserRole> ParseUserRole(std::string_view name);

struct User {
  std::uint64_t id = 0;
  std::string login;  ///< unique, lower case
  std::string display_name;
  UserRole role = UserRole::kRep;
  Scope scope;
  std::string password_hash;  ///< argon2id in PHC form; never leaves the server
  bool must_change_password = false;
  bool disabled = false;
  std::string locale = "zh-CN";  ///< zh-CN or en
  TimeMs created_at = 0;
};

struct Session {
  std::string token_hash;  ///< hex SHA-256 of the cookie's value
  std::uint64_t user_id = 0;
  TimeMs created_at = 0;
  TimeMs last_seen_at = 0;
  TimeMs expires_at = 0;
};

/// One look at content or one act, for the audit trail.
struct AuditEntry {
  std::uint64_t id = 0;
  TimeMs at = 0;
  std::uint64_t user_id = 0;  ///< 0 for somebody who is not signed in
  std::string user_login;
  std::string action;  ///< alert.read, message.search, conversation.read, alert.decide, session.create …
  std::string target;  ///< id of what was looked at or changed
  std::string detail;  ///< JSON object: filters, reason; a search keeps its query here
  std::string peer;    ///< client address
  std::string request_id;
};

/// Entries that fulfil all of it.
struct AuditFilter {
  std::string user_login{};            ///< empty: anybody
  std::vector<std::string> actions{};  ///< one of them; empty: any
  std::string target{};                ///< empty: any
  TimeMs from = 0;
  TimeMs until = 0;  ///< 0: no end
  std::string cursor{};
  std::size_t limit = 50;
};

struct AuditPage {
  std::vector<AuditEntry> items;
  std::string next_cursor;
};

/// Accounts, sessions and the audit trail. Thread-safe.
class UserStore {
 public:
  virtual ~UserStore() = default;

  virtual Result<std::uint64_t> CountUsers() = 0;
  virtual Result<User> CreateUser(const User& user) = 0;  ///< kConflict when the login is taken
  virtual Result<User> UpdateUser(const User& user) = 0;  ///< everything but id and login
  virtual Result<std::optional<User>> FindByLogin(const std::string& login) = 0;
  virtual Result<std::optional<User>> FindById(std::uint64_t id) = 0;
  virtual Result<std::vector<User>> ListUsers() = 0;

  virtual Status CreateSession(const Session& session) = 0;
  /// The session and its user; nullopt when unknown, expired or the user is disabled. Touches last_seen_at at most
  /// once a minute.
  virtual Result<std::optional<std::pair<Session, User>>> FindSession(const std::string& token_hash, TimeMs now) = 0;
  virtual Status DeleteSession(const std::string& token_hash) = 0;
  virtual Status DeleteSessionsOf(std::uint64_t user_id) = 0;

  virtual Status Audit(const AuditEntry& entry) = 0;
  /// Newest first.
  virtual Result<AuditPage> ListAudit(const AuditFilter& filter) = 0;
};

}  // namespace custos::storage
