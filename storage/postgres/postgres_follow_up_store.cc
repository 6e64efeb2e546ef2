// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_follow_up_store.h"

#include <algorithm>

#include "storage/postgres/cursor.h"
#include "storage/postgres/customer_merge.h"
#include "storage/postgres/customer_rows.h"
#include "storage/postgres/note_rows.h"

namespace custos::storage {
namespace {

constexpr char kNewestTag = 'n';
constexpr char kOpenTag = 'o';
constexpr char kDueTag = 'f';
constexpr std::size_t kMostPerPage = 200;

constexpr char kWrite[] =
    "INSERT INTO customer_note (customer, writer, writer_name, at, changed_at, changed_by, changed_by_name, kind, body,"
    " step, due_at) VALUES ($1, $2, $3, $4, $4, $2, $3, $5, $6, $7, $8) RETURNING id";
constexpr char kKeep[] =
    "INSERT INTO customer_note_past SELECT id, version, changed_at, changed_by, changed_by_name, kind, body, step,"
    " due_at, done_at FROM customer_note WHERE id = $1";
constexpr char kChange[] =
    "UPDATE customer_note SET version = version + 1, changed_at = $2, changed_by = $3, changed_by_name = $4,"
    " kind = $5, body = $6, step = $7, due_at = $8, done_at = $9 WHERE id = $1";
constexpr char kRemove[] =
    "UPDATE customer_note SET version = version + 1, changed_at = $2, changed_by = $3, changed_by_name = $4,"
    " removed_at = $2 WHERE id = $1";
constexpr char kWritten[] =
    "SELECT kind, count(*) FROM customer_note WHERE writer = $1 AND at >= $2 AND at < $3 AND removed_at = 0"
    " GROUP BY kind";
constexpr char kCustomers[] =
    "SELECT count(DISTINCT customer) FROM customer_note WHERE writer = $1 AND at >= $2 AND at < $3 AND removed_at = 0";
constexpr char kStepsDone[] =
    "SELECT count(*) FROM customer_note WHERE changed_by = $1 AND done_at >= $2 AND done_at < $3";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NotFound(const char* code) { db::Fail(ErrorKind::kNotFound, code, "there is none in sight"); }

/// The record that stands for the customer, when it is in sight.
std::uint64_t InSight(db::Connection& connection, const VisibleAccounts& visible, std::uint64_t customer,
                      const char* code) {
  const std::uint64_t standing = StandingInSight(connection, visible, customer);
  if (standing == 0) NotFound(code);
  return standing;
}

/// The note with its past. `lock` keeps others from changing it meanwhile.
CustomerNote Load(db::Connection& connection, std::uint64_t id, bool lock) {
  const std::string sql = std::string("SELECT ") + kNoteColumns + " FROM customer_note n WHERE n.id = $1";
  std::vector<CustomerNote> notes =
      ReadNotes(connection.Query(sql + (lock ? " FOR UPDATE" : ""), db::Params().Int(Signed(id))), 1);
  if (notes.empty()) NotFound("note.not_found");
  LoadPast(connection, notes);
  return std::move(notes.front());
}

/// What the note is to say. A step that gets another text or time is open again unless it is said to be done.
NoteContent Changed(const NoteContent& from, const NoteChange& change, TimeMs now) {
  NoteContent next = from;
  if (change.kind) next.kind = *change.kind;
  if (change.text) next.text = *change.text;
  if (change.step) next.step.text = *change.step;
  if (change.due_at) next.step.due_at = *change.due_at;
  if (change.step && change.step->empty() && !change.due_at && !change.done.value_or(false)) next.step = {};
  if (next.step.text != from.step.text || next.step.due_at != from.step.due_at) next.step.done_at = 0;
  if (change.done && !*change.done) next.step.done_at = 0;
  if (change.done && *change.done && next.step.done_at == 0) next.step.done_at = now;
  const bool whole = next.step.text.empty() ? next.step == NextStep() : next.step.due_at > 0;
  if (!whole) db::Fail(ErrorKind::kInvalid, "note.step", "a step has a text and a time, or neither");
  return next;
}

}  // namespace

Result<CustomerNote> PostgresFollowUpStore::Write(const Scope& scope, std::uint64_t customer,
                                                  const NoteContent& content, const NoteActor& actor) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const std::uint64_t record = InSight(*lease, visible, customer, "customer.not_found");
    if (content.step.text.empty() != (content.step.due_at == 0)) {
      db::Fail(ErrorKind::kInvalid, "note.step", "a step has a text and a time, or neither");
    }
    const db::Rows row = lease->Query(kWrite, db::Params()
                                                  .Int(Signed(record))
                                                  .Int(Signed(actor.id))
                                                  .Text(actor.name)
                                                  .Int(clock_.Now())
                                                  .Int(static_cast<int>(content.kind))
                                                  .Text(content.text)
                                                  .Text(content.step.text)
                                                  .Int(content.step.due_at));
    return Load(*lease, row.Id(0, 0), false);
  });
}

Result<CustomerNote> PostgresFollowUpStore::Change(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                                   const NoteChange& change, const NoteActor& actor) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const CustomerNote note = Load(*lease, id, true);
    const std::uint64_t record = InSight(*lease, visible, note.customer, "note.not_found");
    if (note.removed_at != 0) NotFound("note.not_found");
    if (note.now.version != version) db::Fail(ErrorKind::kConflict, "note.changed", "somebody changed it meanwhile");
    const NoteContent next = Changed(note.now.content, change, clock_.Now());
    const bool words_change = next.kind != note.now.content.kind || next.text != note.now.content.text;
    if (words_change && note.writer_id != actor.id) {
      db::Fail(ErrorKind::kDenied, "note.not_yours", "only who wrote a note changes its text");
    }
    if (!(next == note.now.content)) {
      lease->Query(kKeep, db::Params().Int(Signed(id)));
      lease->Query(kChange, db::Params()
                                .Int(Signed(id))
                                .Int(clock_.Now())
                                .Int(Signed(actor.id))
                                .Text(actor.name)
                                .Int(static_cast<int>(next.kind))
                                .Text(next.text)
                                .Text(next.step.text)
                                .Int(next.step.due_at)
                                .Int(next.step.done_at));
    }
    CustomerNote changed = Load(*lease, id, false);
    changed.customer = record;
    transaction.Commit();
    return changed;
  });
}

Status PostgresFollowUpStore::Remove(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                     const NoteActor& actor) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const CustomerNote note = Load(*lease, id, true);
    InSight(*lease, visible, note.customer, "note.not_found");
    if (note.removed_at != 0) NotFound("note.not_found");
    if (note.writer_id != actor.id) db::Fail(ErrorKind::kDenied, "note.not_yours", "only who wrote a note removes it");
    if (note.now.version != version) db::Fail(ErrorKind::kConflict, "note.changed", "somebody changed it meanwhile");
    lease->Query(kKeep, db::Params().Int(Signed(id)));
    lease->Query(kRemove, db::Params().Int(Signed(id)).Int(clock_.Now()).Int(Signed(actor.id)).Text(actor.name));
    transaction.Commit();
  });
}

Result<NotePage> PostgresFollowUpStore::List(const Scope& scope, const NoteQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const std::uint64_t record = InSight(*lease, visible, query.customer, "customer.not_found");
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
    const char tag = query.open ? kOpenTag : kNewestTag;
    const std::string at = query.open ? "n.due_at" : "n.at";
    SqlWhere where;
    where.BindInt(Signed(record));  // $1 of kRecordsOf
    where.And(std::string("n.customer IN (") + kRecordsOf + ")");
    if (!query.removed || query.open) where.And("n.removed_at = 0");
    if (query.open) where.And("n.due_at <> 0 AND n.done_at = 0");
    if (!query.cursor.empty()) {
      const auto last = ParseCursor(tag, query.cursor, 2);
      where.And("(" + at + ", n.id) " + (query.open ? "> (" : "< (") + where.BindInt(last[0]) + ", " +
                where.BindInt(last[1]) + ")");
    }
    const std::string way = query.open ? " ASC" : " DESC";
    const db::Rows rows =
        lease->Query(std::string("SELECT ") + kNoteColumns + " FROM customer_note n" + where.text + " ORDER BY " + at +
                         way + ", n.id" + way + " LIMIT " + std::to_string(limit + 1),
                     where.params);
    NotePage page{.items = ReadNotes(rows, limit), .next_cursor = {}};
    for (CustomerNote& note : page.items) note.customer = record;
    LoadPast(*lease, page.items);
    if (rows.size() > limit) {
      const CustomerNote& last = page.items.back();
      page.next_cursor = MakeCursor(tag, {query.open ? last.now.content.step.due_at : last.at, Signed(last.id)});
    }
    return page;
  });
}

Result<FollowUpPage> PostgresFollowUpStore::Due(const Scope& scope, const FollowUpQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    FollowUpPage page;
    if (visible.nothing()) return page;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
    SqlWhere where;
    where.And("n.writer = " + where.BindInt(Signed(query.user_id)) + " AND n.due_at <> 0 AND n.done_at = 0" +
              " AND n.removed_at = 0");
    if (query.from != 0) where.And("n.due_at >= " + where.BindInt(query.from));
    if (query.until != 0) where.And("n.due_at < " + where.BindInt(query.until));
    if (!visible.all) AndInSight(where, "r.id", visible);
    // A record that was merged is shown as the one that stands for it.
    const std::string from =
        " FROM customer_note n CROSS JOIN LATERAL (WITH RECURSIVE up(id, next) AS (SELECT id, merged_into FROM"
        " customer_record WHERE id = n.customer UNION ALL SELECT c.id, c.merged_into FROM up JOIN customer_record c"
        " ON c.id = up.next) SELECT id FROM up WHERE next IS NULL) s JOIN customer_record r ON r.id = s.id";
    page.total = lease->Query("SELECT count(*)" + from + where.text, where.params).Id(0, 0);
    if (!query.cursor.empty()) {
      const auto last = ParseCursor(kDueTag, query.cursor, 2);
      where.And("(n.due_at, n.id) > (" + where.BindInt(last[0]) + ", " + where.BindInt(last[1]) + ")");
    }
    const db::Rows rows = lease->Query(std::string("SELECT ") + kNoteColumns + ", r.id, r.name" + from + where.text +
                                           " ORDER BY n.due_at, n.id LIMIT " + std::to_string(limit + 1),
                                       where.params);
    std::vector<CustomerNote> notes = ReadNotes(rows, limit);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      notes[i].customer = rows.Id(i, 15);
      page.items.push_back({.note = std::move(notes[i]), .customer_name = rows.Text(i, 16)});
    }
    if (rows.size() > limit) {
      const CustomerNote& last = page.items.back().note;
      page.next_cursor = MakeCursor(kDueTag, {last.now.content.step.due_at, Signed(last.id)});
    }
    return page;
  });
}

Result<NoteCounts> PostgresFollowUpStore::Count(std::uint64_t user_id, TimeMs from, TimeMs until) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Params when = db::Params().Int(Signed(user_id)).Int(from).Int(until);
    NoteCounts counts;
    const db::Rows written = lease->Query(kWritten, when);
    for (std::size_t i = 0; i < written.size(); ++i) {
      counts.written[static_cast<NoteKind>(written.Int(i, 0))] = written.Id(i, 1);
    }
    counts.customers = lease->Query(kCustomers, when).Id(0, 0);
    counts.steps_done = lease->Query(kStepsDone, when).Id(0, 0);
    return counts;
  });
}

}  // namespace custos::storage
