// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_transparency.h"

#include "storage/postgres/scope_sql.h"

namespace custos::storage {
namespace {

constexpr char kRecorded[] =
    "SELECT s.name, count(*), sum(c.messages), min(c.first_at), max(c.last_at) FROM (SELECT DISTINCT p.conversation_id"
    " FROM unnest($1::bigint[], $2::text[]) AS a(source_id, id) JOIN conversation_party p ON p.party_id = a.id"
    " AND p.source_id = a.source_id AND p.kind = 1) m"  // PartyKind::kStaff
    " JOIN conversation c USING (conversation_id) JOIN source s ON s.source_id = c.source_id"
    " WHERE c.messages > 0 GROUP BY s.name ORDER BY s.name";
constexpr char kRecent[] =
    "FROM audit_log l WHERE l.id > (SELECT coalesce(max(id), 0) - 500000 FROM audit_log) AND l.at >= $4"
    " AND l.user_id <> $3";
constexpr char kConversations[] =
    " AND l.action IN ('conversation.read', 'conversation.get', 'conversation.similar') AND l.target IN"
    " (SELECT replace(p.conversation_id::text, '-', '') FROM unnest($1::bigint[], $2::text[]) AS a(source_id, id)"
    " JOIN conversation_party p ON p.party_id = a.id AND p.source_id = a.source_id AND p.kind = 1)";
constexpr char kAlerts[] =
    " AND l.action = 'alert.read' AND l.target IN (SELECT t.alert_id::text FROM unnest($1::bigint[], $2::text[])"
    " AS a(source_id, id) JOIN alert t ON t.source_id = a.source_id AND t.employee_id = a.id)";

}  // namespace

Result<std::vector<RecordedSource>> PostgresTransparency::Recorded(const Scope& scope) {
  return db::Guard([&] {
    std::vector<RecordedSource> recorded;
    if (scope.kind != Scope::Kind::kOwn) return recorded;
    auto lease = pool_.Acquire();
    const Accounts own = AccountsOf(*lease, sources_, scope.employees);
    const db::Rows rows = lease->Query(kRecorded, db::Params().IntArray(own.sources).TextArray(own.ids));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      recorded.push_back({.source = rows.Text(i, 0),
                          .conversations = rows.Id(i, 1),
                          .messages = rows.Id(i, 2),
                          .first_at = rows.Int(i, 3),
                          .last_at = rows.Int(i, 4)});
    }
    return recorded;
  });
}

Result<std::vector<LookCount>> PostgresTransparency::Looks(const Scope& scope, std::uint64_t user_id, TimeMs since) {
  return db::Guard([&] {
    std::vector<LookCount> looks;
    if (scope.kind != Scope::Kind::kOwn) return looks;
    auto lease = pool_.Acquire();
    const Accounts own = AccountsOf(*lease, sources_, scope.employees);
    const auto count = [&](LookCount::What what, const char* which) {
      const db::Rows rows = lease->Query(
          std::string("SELECT count(*), count(DISTINCT l.user_id), coalesce(max(l.at), 0) ") + kRecent + which,
          db::Params().IntArray(own.sources).TextArray(own.ids).Int(static_cast<std::int64_t>(user_id)).Int(since));
      if (rows.Id(0, 0) > 0) looks.push_back({what, rows.Id(0, 0), rows.Id(0, 1), rows.Int(0, 2)});
    };
    count(LookCount::What::kConversation, kConversations);
    count(LookCount::What::kAlert, kAlerts);
    return looks;
  });
}

}  // namespace custos::storage
