// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_merge.h"

namespace custos::storage {
namespace {

constexpr char kAddMerges[] =
    "WITH m AS (INSERT INTO customer_merge (kept, gone, at, user_id, user_name, reason)"
    "  SELECT k, g, $4, $5, $6, r FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS t(k, g, r)"
    "  RETURNING id, gone)"
    " INSERT INTO customer_merge_identity (merge_id, kind, scope, value)"
    " SELECT m.id, i.kind, i.scope, i.value FROM m JOIN customer_identity i ON i.customer = m.gone";
constexpr char kMove[] =
    "UPDATE customer_identity i SET customer = t.k FROM unnest($1::bigint[], $2::bigint[]) AS t(k, g)"
    " WHERE i.customer = t.g";
constexpr char kMark[] =
    "UPDATE customer_record r SET merged_into = t.k, version = version + 1"
    " FROM unnest($1::bigint[], $2::bigint[]) AS t(k, g) WHERE r.id = t.g";
// Whoever was kept apart from one that goes is kept apart from the one that stands for it.
constexpr char kCarryApart[] =
    "INSERT INTO customer_apart (first, second) SELECT DISTINCT least(t.k, o.other), greatest(t.k, o.other)"
    " FROM unnest($1::bigint[], $2::bigint[]) AS t(k, g) CROSS JOIN LATERAL"
    "  (SELECT second FROM customer_apart WHERE first = t.g UNION SELECT first FROM customer_apart WHERE second = t.g)"
    "  AS o(other) WHERE o.other <> t.k ON CONFLICT DO NOTHING";
constexpr char kForgetApart[] =
    "DELETE FROM customer_apart a USING unnest($1::bigint[], $2::bigint[]) AS t(k, g)"
    " WHERE a.first = least(t.k, t.g) AND a.second = greatest(t.k, t.g)";
constexpr char kNote[] =
    "INSERT INTO customer_event (at, kind, customer, user_id, user_name, detail)"
    " SELECT $4, $5, v.record, $6, $7, jsonb_build_object('kept', t.k::text, 'gone', t.g::text, 'reason', t.r)::text"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS t(k, g, r)"
    " CROSS JOIN LATERAL (VALUES (t.k), (t.g)) AS v(record)";
constexpr char kFind[] =
    "SELECT id, kept, gone, at, user_name, reason, undone_at, undone_by, undo_reason FROM customer_merge";
constexpr char kBack[] =
    "UPDATE customer_identity i SET customer = $2 FROM customer_merge_identity m WHERE m.merge_id = $1"
    " AND i.kind = m.kind AND i.scope = m.scope AND i.value = m.value AND i.customer = $3";
// Later merges moved them along; they are not theirs to give back any more.
constexpr char kRelease[] =
    "DELETE FROM customer_merge_identity l USING customer_merge_identity m WHERE m.merge_id = $1 AND l.merge_id > $1"
    " AND l.kind = m.kind AND l.scope = m.scope AND l.value = m.value";
constexpr char kStandAgain[] = "UPDATE customer_record SET merged_into = NULL, version = version + 1 WHERE id = $1";
constexpr char kUndone[] = "UPDATE customer_merge SET undone_at = $2, undone_by = $3, undo_reason = $4 WHERE id = $1";
constexpr char kApart[] =
    "INSERT INTO customer_apart (first, second) VALUES (least($1, $2), greatest($1, $2)) ON CONFLICT DO NOTHING";
constexpr char kStanding[] =
    "WITH RECURSIVE r(id, next) AS (SELECT id, merged_into FROM customer_record WHERE id = $1"
    " UNION ALL SELECT c.id, c.merged_into FROM r JOIN customer_record c ON c.id = r.next)"
    " SELECT id FROM r WHERE next IS NULL";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

CustomerMerge Read(const db::Rows& rows, std::size_t i) {
  return {.id = rows.Id(i, 0),
          .kept = rows.Id(i, 1),
          .gone = rows.Id(i, 2),
          .at = rows.Int(i, 3),
          .user_name = rows.Text(i, 4),
          .reason = rows.Text(i, 5),
          .undone_at = rows.Int(i, 6),
          .undone_by = rows.Text(i, 7),
          .undo_reason = rows.Text(i, 8)};
}

void Note(db::Connection& connection, const std::vector<MergePair>& pairs, CustomerEventKind kind,
          const CustomerActor& actor, TimeMs now) {
  std::vector<std::int64_t> kept, gone;
  std::vector<std::string> reasons;
  for (const MergePair& pair : pairs) {
    kept.push_back(Signed(pair.kept));
    gone.push_back(Signed(pair.gone));
    reasons.push_back(pair.reason);
  }
  connection.Query(kNote, db::Params()
                              .IntArray(kept)
                              .IntArray(gone)
                              .TextArray(reasons)
                              .Int(now)
                              .Int(static_cast<int>(kind))
                              .Int(Signed(actor.user_id))
                              .Text(actor.user_name));
}

}  // namespace

void MergeRecords(db::Connection& connection, const std::vector<MergePair>& pairs, const CustomerActor& actor,
                  TimeMs now) {
  if (pairs.empty()) return;
  std::vector<std::int64_t> kept, gone;
  std::vector<std::string> reasons;
  for (const MergePair& pair : pairs) {
    kept.push_back(Signed(pair.kept));
    gone.push_back(Signed(pair.gone));
    reasons.push_back(pair.reason);
  }
  const db::Params both = db::Params().IntArray(kept).IntArray(gone);
  connection.Query(kAddMerges,
                   db::Params(both).TextArray(reasons).Int(now).Int(Signed(actor.user_id)).Text(actor.user_name));
  connection.Query(kMove, both);
  connection.Query(kMark, both);
  connection.Query(kForgetApart, both);
  connection.Query(kCarryApart, both);
  Note(connection, pairs, actor.user_id == 0 ? CustomerEventKind::kJoined : CustomerEventKind::kMerged, actor, now);
}

CustomerMerge UnmergeRecords(db::Connection& connection, std::uint64_t merge_id, const CustomerActor& actor,
                             TimeMs now) {
  const db::Rows rows =
      connection.Query(std::string(kFind) + " WHERE id = $1 FOR UPDATE", db::Params().Int(Signed(merge_id)));
  if (rows.empty()) db::Fail(ErrorKind::kNotFound, "merge.not_found", "no such merge");
  CustomerMerge merge = Read(rows, 0);
  if (merge.undone_at != 0) db::Fail(ErrorKind::kConflict, "merge.undone", "the merge was taken back already");
  // The record it went into may have been merged further meanwhile.
  const std::uint64_t standing = StandingRecord(connection, merge.kept);
  connection.Query(kBack, db::Params().Int(Signed(merge_id)).Int(Signed(merge.gone)).Int(Signed(standing)));
  connection.Query(kRelease, db::Params().Int(Signed(merge_id)));
  connection.Query(kStandAgain, db::Params().Int(Signed(merge.gone)));
  connection.Query(kUndone, db::Params().Int(Signed(merge_id)).Int(now).Text(actor.user_name).Text(actor.reason));
  connection.Query(kApart, db::Params().Int(Signed(standing)).Int(Signed(merge.gone)));
  Note(connection, {{standing, merge.gone, actor.reason}}, CustomerEventKind::kUnmerged, actor, now);
  merge.undone_at = now;
  merge.undone_by = actor.user_name;
  merge.undo_reason = actor.reason;
  return merge;
}

std::vector<CustomerMerge> MergesOf(db::Connection& connection, std::uint64_t record) {
  const db::Rows rows = connection.Query(std::string(kFind) + " WHERE kept = $1 ORDER BY id DESC LIMIT 100",
                                         db::Params().Int(Signed(record)));
  std::vector<CustomerMerge> merges;
  for (std::size_t i = 0; i < rows.size(); ++i) merges.push_back(Read(rows, i));
  return merges;
}

std::uint64_t StandingRecord(db::Connection& connection, std::uint64_t record) {
  const db::Rows rows = connection.Query(kStanding, db::Params().Int(Signed(record)));
  return rows.empty() ? 0 : rows.Id(0, 0);
}

}  // namespace custos::storage
