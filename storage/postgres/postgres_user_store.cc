// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_user_store.h"

#include <algorithm>
#include <cctype>

#include "storage/postgres/cursor.h"
#include "storage/postgres/scope_json.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

constexpr TimeMs kTouchEvery = 60'000;
constexpr std::size_t kMostPerPage = 500;
constexpr char kCursorTag = 'u';

#define CUSTOS_USER_COLUMNS \
  "id, login, display_name, role, scope, password_hash, must_change_password, disabled, locale, created_at"
constexpr char kCount[] = "SELECT count(*) FROM app_user";
constexpr char kCreate[] =
    "INSERT INTO app_user (login, display_name, role, scope, password_hash, must_change_password, disabled, locale,"
    " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING " CUSTOS_USER_COLUMNS;
constexpr char kUpdate[] =
    "UPDATE app_user SET display_name = $2, role = $3, scope = $4, password_hash = $5, must_change_password = $6,"
    " disabled = $7, locale = $8 WHERE id = $1 RETURNING " CUSTOS_USER_COLUMNS;
constexpr char kByLogin[] = "SELECT " CUSTOS_USER_COLUMNS " FROM app_user WHERE login = $1";
constexpr char kById[] = "SELECT " CUSTOS_USER_COLUMNS " FROM app_user WHERE id = $1";
constexpr char kAll[] = "SELECT " CUSTOS_USER_COLUMNS " FROM app_user ORDER BY login";
#undef CUSTOS_USER_COLUMNS

constexpr char kAddSession[] =
    "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
constexpr char kFindSession[] =
    "SELECT s.user_id, s.created_at, s.last_seen_at, s.expires_at FROM session s JOIN app_user u ON u.id = s.user_id"
    " WHERE s.token_hash = $1 AND s.expires_at > $2 AND NOT u.disabled";
constexpr char kTouch[] = "UPDATE session SET last_seen_at = $2 WHERE token_hash = $1";
constexpr char kEndSession[] = "DELETE FROM session WHERE token_hash = $1";
constexpr char kEndSessions[] = "DELETE FROM session WHERE user_id = $1";
constexpr char kAudit[] =
    "INSERT INTO audit_log (at, user_id, user_login, action, target, detail, peer, request_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr char kAuditEntries[] =
    "SELECT id, at, user_id, user_login, action, target, detail, peer, request_id FROM audit_log";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

SqlWhere WhereOf(const AuditFilter& filter) {
  SqlWhere where;
  if (!filter.user_login.empty()) where.And("user_login = " + where.BindText(filter.user_login));
  if (!filter.actions.empty()) where.And("action = ANY(" + where.BindTexts(filter.actions) + "::text[])");
  if (!filter.target.empty()) where.And("target <> '' AND target = " + where.BindText(filter.target));
  if (filter.from != 0) where.And("at >= " + where.BindInt(filter.from));
  if (filter.until != 0) where.And("at < " + where.BindInt(filter.until));
  if (filter.cursor.empty()) return where;
  const std::vector<std::int64_t> last = ParseCursor(kCursorTag, filter.cursor, 2);
  const std::string at = where.BindInt(last[0]);
  where.And("(at, id) < (" + at + ", " + where.BindInt(last[1]) + ")");
  return where;
}

User UserAt(const db::Rows& rows, std::size_t i) {
  return {.id = rows.Id(i, 0),
          .login = rows.Text(i, 1),
          .display_name = rows.Text(i, 2),
          .role = static_cast<UserRole>(rows.Int(i, 3)),
          .scope = ScopeFromJson(rows.Text(i, 4)),
          .password_hash = rows.Text(i, 5),
          .must_change_password = rows.Bool(i, 6),
          .disabled = rows.Bool(i, 7),
          .locale = rows.Text(i, 8),
          .created_at = rows.Int(i, 9)};
}

std::optional<User> First(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return UserAt(rows, 0);
}

db::Params ValuesOf(const User& user, db::Params params) {
  params.Text(user.display_name).Int(static_cast<int>(user.role)).Text(ScopeToJson(user.scope));
  params.Text(user.password_hash).Bool(user.must_change_password).Bool(user.disabled).Text(user.locale);
  return params;
}

}  // namespace

Result<std::uint64_t> PostgresUserStore::CountUsers() {
  return db::Guard([&] { return pool_.Acquire()->Query(kCount).Id(0, 0); });
}

Result<User> PostgresUserStore::CreateUser(const User& user) {
  auto created = db::Guard([&] {
    db::Params params;
    params.Text(Lower(user.login));
    params = ValuesOf(user, std::move(params));
    return UserAt(pool_.Acquire()->Query(kCreate, params.Int(user.created_at)), 0);
  });
  if (!created && created.error().kind == ErrorKind::kConflict) {
    return Error{ErrorKind::kConflict, "user.login_taken", "this login is taken"};
  }
  return created;
}

Result<User> PostgresUserStore::UpdateUser(const User& user) {
  return db::Guard([&] {
    db::Params params;
    params.Int(Signed(user.id));
    const db::Rows rows = pool_.Acquire()->Query(kUpdate, ValuesOf(user, std::move(params)));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "user.not_found", "no such user");
    return UserAt(rows, 0);
  });
}

Result<std::optional<User>> PostgresUserStore::FindByLogin(const std::string& login) {
  return db::Guard([&] { return First(pool_.Acquire()->Query(kByLogin, db::Params().Text(Lower(login)))); });
}

Result<std::optional<User>> PostgresUserStore::FindById(std::uint64_t id) {
  return db::Guard([&] { return First(pool_.Acquire()->Query(kById, db::Params().Int(Signed(id)))); });
}

Result<std::vector<User>> PostgresUserStore::ListUsers() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kAll);
    std::vector<User> users;
    for (std::size_t i = 0; i < rows.size(); ++i) users.push_back(UserAt(rows, i));
    return users;
  });
}

Status PostgresUserStore::CreateSession(const Session& session) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kAddSession, db::Params()
                                            .Text(session.token_hash)
                                            .Int(Signed(session.user_id))
                                            .Int(session.created_at)
                                            .Int(session.last_seen_at)
                                            .Int(session.expires_at));
  });
}

Result<std::optional<std::pair<Session, User>>> PostgresUserStore::FindSession(const std::string& token_hash,
                                                                               TimeMs now) {
  return db::Guard([&]() -> std::optional<std::pair<Session, User>> {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kFindSession, db::Params().Text(token_hash).Int(now));
    if (rows.empty()) return std::nullopt;
    Session session{.token_hash = token_hash,
                    .user_id = rows.Id(0, 0),
                    .created_at = rows.Int(0, 1),
                    .last_seen_at = rows.Int(0, 2),
                    .expires_at = rows.Int(0, 3)};
    auto user = First(lease->Query(kById, db::Params().Int(Signed(session.user_id))));
    if (!user) return std::nullopt;
    if (now - session.last_seen_at >= kTouchEvery) {
      lease->Query(kTouch, db::Params().Text(token_hash).Int(now));
      session.last_seen_at = now;
    }
    return std::pair(std::move(session), std::move(*user));
  });
}

Status PostgresUserStore::DeleteSession(const std::string& token_hash) {
  return db::Guard([&] { pool_.Acquire()->Query(kEndSession, db::Params().Text(token_hash)); });
}

Status PostgresUserStore::DeleteSessionsOf(std::uint64_t user_id) {
  return db::Guard([&] { pool_.Acquire()->Query(kEndSessions, db::Params().Int(Signed(user_id))); });
}

Status PostgresUserStore::Audit(const AuditEntry& entry) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kAudit, db::Params()
                                       .Int(entry.at)
                                       .Int(Signed(entry.user_id))
                                       .Text(entry.user_login)
                                       .Text(entry.action)
                                       .Text(entry.target)
                                       .Text(entry.detail)
                                       .Text(entry.peer)
                                       .Text(entry.request_id));
  });
}

Result<AuditPage> PostgresUserStore::ListAudit(const AuditFilter& filter) {
  return db::Guard([&] {
    const std::size_t most = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
    const SqlWhere where = WhereOf(filter);
    const db::Rows rows = pool_.Acquire()->Query(
        kAuditEntries + where.text + " ORDER BY at DESC, id DESC LIMIT " + std::to_string(most + 1), where.params);
    AuditPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
      page.items.push_back({.id = rows.Id(i, 0),
                            .at = rows.Int(i, 1),
                            .user_id = rows.Id(i, 2),
                            .user_login = rows.Text(i, 3),
                            .action = rows.Text(i, 4),
                            .target = rows.Text(i, 5),
                            .detail = rows.Text(i, 6),
                            .peer = rows.Text(i, 7),
                            .request_id = rows.Text(i, 8)});
    }
    if (rows.size() > most)
      page.next_cursor = MakeCursor(kCursorTag, {page.items.back().at, Signed(page.items.back().id)});
    return page;
  });
}

}  // namespace custos::storage
