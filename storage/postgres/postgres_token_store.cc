// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_token_store.h"

namespace custos::storage {
namespace {

constexpr TimeMs kTouchEvery = 60'000;

// Scopes are words without commas; they travel as one text.
constexpr char kCreate[] =
    "INSERT INTO api_token (token_hash, user_id, name, scopes, prefix, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, (SELECT login FROM app_user WHERE id = $2)";
#define CUSTOS_TOKEN_COLUMNS                                                                                \
  "t.id, t.user_id, u.login, t.name, array_to_string(t.scopes, ','), t.prefix, t.created_at, t.expires_at," \
  " t.last_used_at"
constexpr char kFind[] = "SELECT " CUSTOS_TOKEN_COLUMNS
                         " FROM api_token t JOIN app_user u ON u.id = t.user_id"
                         " WHERE t.token_hash = $1 AND t.expires_at > $2 AND NOT u.disabled";
constexpr char kList[] = "SELECT " CUSTOS_TOKEN_COLUMNS
                         " FROM api_token t JOIN app_user u ON u.id = t.user_id"
                         " WHERE $1 = 0 OR t.user_id = $1 ORDER BY t.id DESC LIMIT 1000";
#undef CUSTOS_TOKEN_COLUMNS
constexpr char kTouch[] = "UPDATE api_token SET last_used_at = $2 WHERE id = $1";
constexpr char kDelete[] = "DELETE FROM api_token WHERE id = $1 AND ($2 = 0 OR user_id = $2)";
constexpr char kCount[] =
    "INSERT INTO check_count (day, verdict, count)"
    " SELECT (to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC')::date, v.verdict, v.count"
    " FROM (VALUES (0, $2::bigint), (1, $3::bigint), (2, $4::bigint)) AS v (verdict, count) WHERE v.count > 0"
    " ON CONFLICT (day, verdict) DO UPDATE SET count = check_count.count + excluded.count";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return parts;
}

ApiToken TokenAt(const db::Rows& rows, std::size_t i) {
  ApiToken token;
  token.id = rows.Id(i, 0);
  token.user_id = rows.Id(i, 1);
  token.user_login = rows.Text(i, 2);
  token.name = rows.Text(i, 3);
  token.scopes = Split(rows.View(i, 4));
  token.prefix = rows.Text(i, 5);
  token.created_at = rows.Int(i, 6);
  token.expires_at = rows.Int(i, 7);
  token.last_used_at = rows.Int(i, 8);
  return token;
}

}  // namespace

Result<ApiToken> PostgresTokenStore::CreateToken(const ApiToken& token) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kCreate, db::Params()
                                                              .Text(token.token_hash)
                                                              .Int(Signed(token.user_id))
                                                              .Text(token.name)
                                                              .TextArray(token.scopes)
                                                              .Text(token.prefix)
                                                              .Int(token.created_at)
                                                              .Int(token.expires_at));
    ApiToken made = token;
    made.id = rows.Id(0, 0);
    made.user_login = rows.Text(0, 1);
    return made;
  });
}

Result<std::optional<std::pair<ApiToken, User>>> PostgresTokenStore::FindToken(const std::string& token_hash,
                                                                               TimeMs now) {
  auto token = db::Guard([&]() -> std::optional<ApiToken> {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kFind, db::Params().Text(token_hash).Int(now));
    if (rows.empty()) return std::nullopt;
    ApiToken found = TokenAt(rows, 0);
    if (now - found.last_used_at >= kTouchEvery) lease->Query(kTouch, db::Params().Int(Signed(found.id)).Int(now));
    return found;
  });
  if (!token) return token.error();
  if (!token->has_value()) return std::optional<std::pair<ApiToken, User>>();
  auto user = users_.FindById((*token)->user_id);
  if (!user) return user.error();
  if (!user->has_value()) return std::optional<std::pair<ApiToken, User>>();
  return std::optional(std::pair(std::move(**token), std::move(**user)));
}

Result<std::vector<ApiToken>> PostgresTokenStore::ListTokens(std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kList, db::Params().Int(Signed(user_id)));
    std::vector<ApiToken> tokens;
    for (std::size_t i = 0; i < rows.size(); ++i) tokens.push_back(TokenAt(rows, i));
    return tokens;
  });
}

Status PostgresTokenStore::DeleteToken(std::uint64_t id, std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kDelete, db::Params().Int(Signed(id)).Int(Signed(user_id)));
    if (rows.affected() == 0) db::Fail(ErrorKind::kNotFound, "token.not_found", "no such token");
  });
}

Status PostgresTokenStore::CountChecks(TimeMs now, std::uint64_t allowed, std::uint64_t warned, std::uint64_t blocked) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kCount, db::Params().Int(now).Int(Signed(allowed)).Int(Signed(warned)).Int(Signed(blocked)));
  });
}

}  // namespace custos::storage
