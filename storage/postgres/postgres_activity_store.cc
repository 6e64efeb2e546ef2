// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_activity_store.h"

#include "storage/postgres/activity_follower.h"
#include "storage/postgres/activity_report.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr char kCursor = 'q';
constexpr char kOneSnapshot[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr char kLockProgress[] = "SELECT leaf FROM activity_progress FOR UPDATE";
constexpr char kBehind[] =
    "SELECT greatest(0, (SELECT tree_size FROM log_head) - (SELECT leaf FROM activity_progress))";
// A customer is written in his conversations by the source that met him, in records by its directory.
const std::string kQuestions =
    " FROM activity_talk a LEFT JOIN customer_identity i"
    " ON i.kind = CASE WHEN a.party_id ~ '^[0-9]+$' THEN 3 ELSE 1 END"
    " AND i.scope = CASE WHEN a.party_id ~ '^[0-9]+$' THEN 0 ELSE a.source_id END AND i.value = a.party_id";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Result<ActivityReport> PostgresActivityStore::Report(const Scope& scope, const ActivityQuery& query) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const auto accounts = AskedFor(*lease, sources_, visible, query.department, query.employee);
    if (accounts && accounts->empty()) return ActivityReport();
    db::Transaction transaction(*lease, kOneSnapshot);
    ActivityReport report = MakeReport(*lease, sources_, accounts, query, zone_minutes_, clock_.Now());
    transaction.Commit();
    return report;
  });
}

Result<OpenQuestionPage> PostgresActivityStore::OpenQuestions(const Scope& scope, const OpenQuestionQuery& query) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    OpenQuestionPage page;
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const auto accounts = AskedFor(*lease, sources_, visible, query.department, query.employee);
    if (accounts && accounts->empty()) return page;
    SqlWhere where;
    where.And("a.open_at <> 0 AND a.open_at < " + where.BindInt(query.before));
    if (query.after != 0) where.And("a.open_at >= " + where.BindInt(query.after));
    AndOf(where, "a", accounts);
    page.total = lease->Query("SELECT count(*) FROM activity_talk a" + where.text, where.params).Id(0, 0);
    if (!query.cursor.empty()) {
      const auto last = ParseCursor(kCursor, query.cursor, 2);
      const std::string at = where.BindInt(last[0]);
      where.And("(a.open_at, a.open_id) > (" + at + ", " + where.BindInt(last[1]) + ")");
    }
    const std::string limit = where.BindInt(Signed(query.limit + 1));
    const db::Rows rows = lease->Query(
        "SELECT a.conversation_id, a.open_id, a.open_at, a.source_id, a.employee_id, a.party_id, i.customer" +
            kQuestions + where.text + " ORDER BY a.open_at, a.open_id LIMIT " + limit,
        where.params);
    const std::size_t shown = std::min(rows.size(), query.limit);
    People people(*lease, sources_);
    for (std::size_t i = 0; i < shown; ++i) {
      people.Want(static_cast<int>(rows.Int(i, 3)), PartyKind::kStaff, rows.Text(i, 4));
      people.Want(static_cast<int>(rows.Int(i, 3)), PartyKind::kExternal, rows.Text(i, 5));
    }
    people.Load();
    for (std::size_t i = 0; i < shown; ++i) {
      const int source = static_cast<int>(rows.Int(i, 3));
      page.items.push_back({.conversation = rows.Uuid(i, 0),
                            .message_id = rows.Id(i, 1),
                            .since = rows.Int(i, 2),
                            .employee = people.Get(source, PartyKind::kStaff, rows.Text(i, 4)),
                            .customer = people.Get(source, PartyKind::kExternal, rows.Text(i, 5)),
                            .record = rows.Id(i, 6)});
    }
    if (rows.size() > shown) {
      page.next_cursor = MakeCursor(kCursor, {page.items.back().since, Signed(page.items.back().message_id)});
    }
    return page;
  });
}

Result<std::vector<LastContact>> PostgresActivityStore::LastContacts(const Scope& scope,
                                                                     const std::vector<std::uint64_t>& customers) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    std::vector<LastContact> contacts;
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return contacts;
    std::vector<std::int64_t> ids;
    for (const std::uint64_t id : customers) ids.push_back(Signed(id));
    SqlWhere where;
    where.And("i.customer = ANY(" + where.BindInts(ids) + ")");
    if (!visible.all) AndOf(where, "a", visible.accounts);
    const db::Rows rows = lease->Query(
        "SELECT i.customer, a.source_id, a.employee_id, max(a.last_out_at), max(a.last_in_at) FROM customer_identity i"
        " JOIN activity_contact a ON a.party_id = i.value AND (i.kind = 3 OR (i.kind = 1 AND a.source_id = i.scope))" +
            where.text + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      contacts.push_back({.customer = rows.Id(i, 0),
                          .employee = {sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 1))), rows.Text(i, 2)},
                          .out_at = rows.Int(i, 3),
                          .in_at = rows.Int(i, 4)});
    }
    return contacts;
  });
}

Result<std::uint64_t> PostgresActivityStore::Follow() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    return ActivityFollower(*lease, sealed_.catalog, zone_minutes_).Step();
  });
}

Status PostgresActivityStore::FollowAgain() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kLockProgress);
    ForgetActivity(*lease, zone_minutes_);
    transaction.Commit();
  });
}

Result<std::uint64_t> PostgresActivityStore::Behind() {
  return db::Guard([&] { return readers_.Acquire()->Query(kBehind).Id(0, 0); });
}

}  // namespace custos::storage
