// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/note_rows.h"

#include <algorithm>

namespace custos::storage {

const char* const kNoteColumns =
    "n.id, n.customer, n.writer, n.writer_name, n.at, n.version, n.changed_at, n.changed_by, n.changed_by_name, n.kind,"
    " n.body, n.step, n.due_at, n.done_at, n.removed_at";

const char* const kRecordsOf =
    "WITH RECURSIVE r(id) AS (SELECT $1::bigint UNION SELECT m.gone FROM r JOIN customer_merge m ON m.kept = r.id"
    " JOIN customer_record c ON c.id = m.gone AND c.merged_into = r.id) SELECT id FROM r";

namespace {

constexpr char kPast[] =
    "SELECT note_id, version, changed_at, changed_by, changed_by_name, kind, body, step, due_at, done_at"
    " FROM customer_note_past WHERE note_id = ANY($1) ORDER BY note_id, version";

/// A state from the column of its version on.
NoteState ReadState(const db::Rows& rows, std::size_t i, int first) {
  return {.version = rows.Id(i, first),
          .at = rows.Int(i, first + 1),
          .user_id = rows.Id(i, first + 2),
          .user_name = rows.Text(i, first + 3),
          .content = {.kind = static_cast<NoteKind>(rows.Int(i, first + 4)),
                      .text = rows.Text(i, first + 5),
                      .step = {.text = rows.Text(i, first + 6),
                               .due_at = rows.Int(i, first + 7),
                               .done_at = rows.Int(i, first + 8)}}};
}

}  // namespace

std::vector<CustomerNote> ReadNotes(const db::Rows& rows, std::size_t count) {
  std::vector<CustomerNote> notes;
  for (std::size_t i = 0; i < std::min(rows.size(), count); ++i) {
    notes.push_back({.id = rows.Id(i, 0),
                     .customer = rows.Id(i, 1),
                     .writer_id = rows.Id(i, 2),
                     .writer_name = rows.Text(i, 3),
                     .at = rows.Int(i, 4),
                     .now = ReadState(rows, i, 5),
                     .past = {},
                     .removed_at = rows.Int(i, 14)});
  }
  return notes;
}

void LoadPast(db::Connection& connection, std::vector<CustomerNote>& notes) {
  std::vector<std::int64_t> ids;
  for (const CustomerNote& note : notes) {
    if (note.now.version > 1) ids.push_back(static_cast<std::int64_t>(note.id));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection.Query(kPast, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto note =
        std::find_if(notes.begin(), notes.end(), [&](const CustomerNote& one) { return one.id == rows.Id(i, 0); });
    note->past.push_back(ReadState(rows, i, 1));
  }
}

}  // namespace custos::storage
