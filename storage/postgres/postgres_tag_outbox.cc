// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "storage/postgres/postgres_tag_store.h"
#include "storage/postgres/tag_rows.h"
#include "storage/postgres/tag_wishes.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostAtOnce = 500;
constexpr TimeMs kSecond = 1000;  ///< the platform tells times by it

// Whatever has come true meanwhile is not asked for.
constexpr char kCameTrue[] =
    "UPDATE tag_wish w SET state = 1, code = 'tag.came_true', asked_at = 0, changed_at = $2 FROM follow_relation f"
    " WHERE w.id = ANY($1) AND w.state = 0 AND f.source_id = w.source_id AND f.employee_id = w.employee_id"
    " AND f.customer_id = w.party_id AND (w.tag_id = ANY(f.tags)) = w.wanted AND w.asked_at = 0";
constexpr char kAsking[] =
    "UPDATE tag_wish SET asked_at = $2, attempts = attempts + 1, changed_at = $2 WHERE id = ANY($1) AND state = 0"
    " RETURNING id";
constexpr char kSettle[] =
    "UPDATE tag_wish w SET state = r.state, code = r.code, due_at = r.due_at, changed_at = $6,"
    " asked_at = CASE WHEN r.state = 0 AND r.unanswered <> 0 THEN w.asked_at ELSE 0 END"
    " FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::int[]) AS r(id, state, code, due_at,"
    "  unanswered) WHERE w.id = r.id AND w.state = 0 RETURNING w.id, w.state";
// kind 5: storage/customer_store.h, CustomerEventKind.
constexpr char kWritten[] =
    "WITH w AS (SELECT * FROM tag_wish WHERE id = $1),"
    " old AS (SELECT f.source_id, f.employee_id, f.customer_id, f.tags FROM follow_relation f, w"
    "  WHERE f.source_id = w.source_id AND f.employee_id = w.employee_id AND f.customer_id = w.party_id"
    "  AND (w.tag_id = ANY(f.tags)) <> w.wanted FOR UPDATE OF f),"
    " put AS (UPDATE follow_relation f SET tags = CASE WHEN w.wanted THEN array_append(old.tags, w.tag_id)"
    "   ELSE array_remove(old.tags, w.tag_id) END FROM old, w WHERE f.source_id = old.source_id"
    "  AND f.employee_id = old.employee_id AND f.customer_id = old.customer_id"
    "  RETURNING f.source_id, f.employee_id, f.customer_id, old.tags AS was, f.tags AS is_now),"
    " told AS (INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, user_id, user_name, detail)"
    "  SELECT $2, 5, put.source_id, put.employee_id, put.customer_id, w.user_id, w.user_name,"
    "  jsonb_build_object('from', to_jsonb(was), 'to', to_jsonb(is_now))::text FROM put, w),"
    " due AS (INSERT INTO customer_due (source_id, customer_id) SELECT source_id, customer_id FROM put"
    "  ON CONFLICT DO NOTHING)"
    " UPDATE people_revision SET revision = revision + 1 WHERE EXISTS (SELECT 1 FROM put)";
constexpr char kSourcesOf[] = "SELECT DISTINCT source_id FROM tag_wish WHERE id = ANY($1) ORDER BY source_id";
// kinds 3 and 5: what the platform told of remarks and tags.
constexpr char kChanged[] =
    "SELECT EXISTS (SELECT 1 FROM customer_event WHERE source_id = $1 AND employee_id = $2 AND party_id = $3"
    " AND kind IN (3, 5) AND user_id = 0 AND user_name = '' AND at >= $4)";
constexpr char kProblem[] =
    "INSERT INTO customer_tag_sync AS s (source_id, problem) VALUES ($1, $2) ON CONFLICT (source_id) DO UPDATE"
    " SET problem = excluded.problem WHERE s.problem <> excluded.problem";

std::vector<std::int64_t> Signed(const std::vector<std::uint64_t>& ids) { return {ids.begin(), ids.end()}; }

}  // namespace

Result<std::vector<TagWish>> PostgresTagStore::Due(const std::string& source, std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostAtOnce);
    std::vector<TagWish> due =
        ReadTagWishes(*lease, sources_,
                      " WHERE w.source_id = $1 AND w.state = 0 AND w.due_at <= $2 ORDER BY w.due_at, w.id LIMIT " +
                          std::to_string(most),
                      db::Params().Int(id).Int(clock_.Now()));
    std::stable_sort(due.begin(), due.end(), [](const TagWish& a, const TagWish& b) {
      return std::tie(a.employee.id, a.contact) < std::tie(b.employee.id, b.contact);
    });
    return due;
  });
}

Result<std::vector<std::uint64_t>> PostgresTagStore::Asking(const std::vector<std::uint64_t>& wishes) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const db::Params these = db::Params().IntArray(Signed(wishes)).Int(clock_.Now());
    db::Transaction transaction(*lease);
    lease->Query(kCameTrue, these);
    const db::Rows rows = lease->Query(kAsking, these);
    transaction.Commit();
    std::vector<std::uint64_t> asked;
    for (std::size_t i = 0; i < rows.size(); ++i) asked.push_back(rows.Id(i, 0));
    std::sort(asked.begin(), asked.end());
    return asked;
  });
}

Status PostgresTagStore::Settle(const std::vector<TagSettlement>& settlements) {
  return db::Guard([&] {
    std::vector<std::int64_t> ids, due;
    std::vector<std::int32_t> states, unanswered;
    std::vector<std::string> codes;
    for (const TagSettlement& one : settlements) {
      ids.push_back(static_cast<std::int64_t>(one.wish));
      states.push_back(static_cast<std::int32_t>(one.state));
      codes.push_back(one.code);
      due.push_back(one.due_at);
      unanswered.push_back(one.unanswered ? 1 : 0);
    }
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    db::Transaction transaction(*lease);
    const db::Rows companies = lease->Query(kSourcesOf, db::Params().IntArray(ids));
    for (std::size_t i = 0; i < companies.size(); ++i) HoldTags(*lease, static_cast<int>(companies.Int(i, 0)));
    const db::Rows settled = lease->Query(
        kSettle,
        db::Params().IntArray(ids).Int4Array(states).TextArray(codes).IntArray(due).Int4Array(unanswered).Int(now));
    for (std::size_t i = 0; i < settled.size(); ++i) {
      if (static_cast<TagWishState>(settled.Int(i, 1)) != TagWishState::kDone) continue;
      lease->Query(kWritten, db::Params().Int(settled.Int(i, 0)).Int(now));
    }
    transaction.Commit();
  });
}

Result<bool> PostgresTagStore::ChangedSince(const std::string& source, const std::string& employee,
                                            const std::string& contact, TimeMs since) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return lease->Query(kChanged, db::Params().Int(id).Text(employee).Text(contact).Int(since / kSecond * kSecond))
        .Bool(0, 0);
  });
}

Status PostgresTagStore::SetProblem(const std::string& source, const std::string& code) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const int id = sources_.IdOf(*lease, source);
    lease->Query(kProblem, db::Params().Int(id).Text(code));
  });
}

}  // namespace custos::storage
