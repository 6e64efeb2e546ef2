// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_script_store.h"

#include <algorithm>

#include "core/text/bigrams.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/sql_where.h"
#include "storage/price_rows.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 's';
constexpr std::size_t kMostPerPage = 200;

constexpr char kFolders[] = "SELECT id, coalesce(parent, 0), title, position FROM script_folder ORDER BY position, id";
// Folders are moved by one at a time, so that two moves make no loop together.
constexpr char kLockFolders[] = "LOCK TABLE script_folder IN SHARE ROW EXCLUSIVE MODE";
constexpr char kHasFolder[] = "SELECT 1 FROM script_folder WHERE id = $1";
constexpr char kAbove[] =
    "WITH RECURSIVE up(id, parent) AS (SELECT id, parent FROM script_folder WHERE id = $1"
    " UNION SELECT f.id, f.parent FROM up JOIN script_folder f ON f.id = up.parent) SELECT 1 FROM up WHERE id = $2";
constexpr char kAddFolder[] =
    "INSERT INTO script_folder (parent, title, position) VALUES (nullif($1::bigint, 0), $2, $3) RETURNING id";
constexpr char kChangeFolder[] =
    "UPDATE script_folder SET parent = nullif($2::bigint, 0), title = $3, position = $4 WHERE id = $1";
constexpr char kFolderInUse[] =
    "SELECT 1 FROM script_folder WHERE parent = $1 UNION ALL SELECT 1 FROM script WHERE folder = $1 LIMIT 1";
constexpr char kRemoveFolder[] = "DELETE FROM script_folder WHERE id = $1";

// The columns of ReadContent and ReadFile, in their order.
#define CUSTOS_SCRIPT_CONTENT \
  "title, body, array_to_string(tags, chr(10)), position, active, kind, valid_from, valid_until, price_rows"
#define CUSTOS_SCRIPT_FILE "file, file_name, file_type, file_size"
constexpr char kColumns[] =
    "SELECT id, version, changed_at, changed_by, copied, sent, used_at, coalesce(folder, 0), " CUSTOS_SCRIPT_CONTENT
    ", " CUSTOS_SCRIPT_FILE " FROM script s";
constexpr char kPast[] = "SELECT version, changed_at, changed_by, folder, " CUSTOS_SCRIPT_CONTENT
                         ", " CUSTOS_SCRIPT_FILE " FROM script_past WHERE script = $1 ORDER BY version DESC LIMIT 200";
#undef CUSTOS_SCRIPT_CONTENT
#undef CUSTOS_SCRIPT_FILE
constexpr int kContentAt = 7;
constexpr int kPastContentAt = 3;
constexpr int kFileBehind = 10;  // so many columns of content, the folder among them

constexpr char kAdd[] =
    "INSERT INTO script (folder, title, body, tags, position, active, terms, sounds, grams, changed_at, changed_by,"
    " kind, valid_from, valid_until, price_rows)"
    " VALUES (nullif($1::bigint, 0), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id";
constexpr char kChange[] =
    "UPDATE script SET folder = nullif($1::bigint, 0), title = $2, body = $3, tags = $4, position = $5, active = $6,"
    " terms = $7, sounds = $8, grams = $9, changed_at = $10, changed_by = $11, kind = $12, valid_from = $13,"
    " valid_until = $14, price_rows = $15, version = version + 1 WHERE id = $16";
constexpr char kKeep[] =
    "INSERT INTO script_past (script, version, changed_at, changed_by, folder, title, body, tags, position, active,"
    " kind, valid_from, valid_until, price_rows, file, file_name, file_type, file_size) SELECT id, version, changed_at,"
    " changed_by, coalesce(folder, 0), title, body, tags, position, active, kind, valid_from, valid_until, price_rows,"
    " file, file_name, file_type, file_size FROM script WHERE id = $1";
constexpr char kSetFile[] =
    "UPDATE script SET file = $2, file_name = $3, file_type = $4, file_size = $5, changed_at = $6, changed_by = $7,"
    " version = version + 1 WHERE id = $1";
constexpr char kDropFile[] =
    "UPDATE script SET file = NULL, file_name = '', file_type = '', file_size = 0, changed_at = $2, changed_by = $3,"
    " version = version + 1 WHERE id = $1";
constexpr char kUse[] =
    "UPDATE script SET copied = copied + $2, sent = sent + $3, used_at = $4 WHERE id = $1 AND active";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoScript() { db::Fail(ErrorKind::kNotFound, "script.not_found", "no such script"); }
[[noreturn]] void NoFolder() { db::Fail(ErrorKind::kNotFound, "script_folder.not_found", "no such folder"); }

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Of the columns from the folder on.
ScriptContent ReadContent(const db::Rows& rows, std::size_t i, int first) {
  return {.folder = rows.Id(i, first),
          .title = rows.Text(i, first + 1),
          .text = rows.Text(i, first + 2),
          .tags = Lines(rows.View(i, first + 3)),
          .position = static_cast<std::int32_t>(rows.Int(i, first + 4)),
          .active = rows.Bool(i, first + 5),
          .kind = static_cast<ScriptKind>(rows.Int(i, first + 6)),
          .valid_from = rows.Int(i, first + 7),
          .valid_until = rows.Int(i, first + 8),
          .rows = ReadPriceRows(rows.Text(i, first + 9))};
}

std::optional<ScriptFile> ReadFile(const db::Rows& rows, std::size_t i, int first) {
  const auto content = rows.IsNull(i, first) ? std::nullopt : DigestFromBytes(rows.Bytes(i, first));
  if (!content) return std::nullopt;
  return ScriptFile{*content, rows.Text(i, first + 1), rows.Text(i, first + 2), rows.Id(i, first + 3)};
}

Script Read(const db::Rows& rows, std::size_t i) {
  return {.id = rows.Id(i, 0),
          .version = rows.Id(i, 1),
          .content = ReadContent(rows, i, kContentAt),
          .changed_at = rows.Int(i, 2),
          .changed_by = rows.Text(i, 3),
          .file = ReadFile(rows, i, kContentAt + kFileBehind),
          .copied = rows.Id(i, 4),
          .sent = rows.Id(i, 5),
          .used_at = rows.Int(i, 6)};
}

Script Load(db::Connection& connection, std::uint64_t id, bool lock = false) {
  const db::Rows rows = connection.Query(kColumns + std::string(" WHERE s.id = $1") + (lock ? " FOR UPDATE" : ""),
                                         db::Params().Int(Signed(id)));
  if (rows.empty()) NoScript();
  return Read(rows, 0);
}

void CheckFolder(db::Connection& connection, std::uint64_t folder) {
  if (folder != 0 && connection.Query(kHasFolder, db::Params().Int(Signed(folder))).empty()) NoFolder();
}

/// The values of kAdd and kChange, from $1 on. Things with a price are found by their names too.
db::Params Values(const ScriptContent& content, TimeMs now, const std::string& who) {
  std::string names = content.title;
  for (const std::string& tag : content.tags) names += "\n" + tag;
  std::string everything = names + "\n" + content.text;
  for (const PriceRow& row : content.rows) everything += "\n" + row.item;
  return db::Params()
      .Int(Signed(content.folder))
      .Text(content.title)
      .Text(content.text)
      .TextArray(content.tags)
      .Int(content.position)
      .Bool(content.active)
      .Text(text::FoldForSearch(everything).text)
      .Text(SoundsOf(names))
      .Int4Array(text::Bigrams(everything))
      .Int(now)
      .Text(who)
      .Int(static_cast<int>(content.kind))
      .Int(content.valid_from)
      .Int(content.valid_until)
      .Text(PriceRowsText(content.rows));
}

/// What was typed as a sound: letters and digits only, small, spaces left out. Empty when it is none.
std::string SoundTyped(const std::string& text) {
  std::string sound;
  for (const char c : text::FoldForSearch(text).text) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!fits && c != ' ') return {};
    if (fits) sound += c;
  }
  return sound;
}

void AndFound(SqlWhere& where, const std::string& text) {
  if (text.empty()) return;
  std::string found = "false";
  if (const std::vector<std::int32_t> codes = text::QueryBigrams(text); !codes.empty()) {
    found = "(s.grams @> " + where.BindInt4s(codes) + " AND strpos(s.terms, " +
            where.BindText(text::FoldForSearch(text).text) + ") > 0)";
  }
  if (const std::string sound = SoundTyped(text); !sound.empty()) {
    found += " OR strpos(s.sounds, " + where.BindText(sound) + ") > 0";
  }
  where.And("(" + found + ")");
}

}  // namespace

Result<std::vector<ScriptFolder>> PostgresScriptStore::Folders() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kFolders);
    std::vector<ScriptFolder> folders;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      folders.push_back({rows.Id(i, 0), rows.Id(i, 1), rows.Text(i, 2), static_cast<std::int32_t>(rows.Int(i, 3))});
    }
    return folders;
  });
}

Result<ScriptFolder> PostgresScriptStore::SaveFolder(const ScriptFolder& folder) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kLockFolders);
    CheckFolder(*lease, folder.parent);
    ScriptFolder saved = folder;
    if (folder.id == 0) {
      const db::Rows row =
          lease->Query(kAddFolder, db::Params().Int(Signed(folder.parent)).Text(folder.title).Int(folder.position));
      saved.id = row.Id(0, 0);
    } else {
      CheckFolder(*lease, folder.id);
      if (!lease->Query(kAbove, db::Params().Int(Signed(folder.parent)).Int(Signed(folder.id))).empty()) {
        db::Fail(ErrorKind::kConflict, "script_folder.loop", "a folder cannot stand within itself");
      }
      lease->Query(
          kChangeFolder,
          db::Params().Int(Signed(folder.id)).Int(Signed(folder.parent)).Text(folder.title).Int(folder.position));
    }
    transaction.Commit();
    return saved;
  });
}

Status PostgresScriptStore::RemoveFolder(std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kLockFolders);
    CheckFolder(*lease, id);
    if (!lease->Query(kFolderInUse, db::Params().Int(Signed(id))).empty()) {
      db::Fail(ErrorKind::kConflict, "script_folder.not_empty", "something stands in it");
    }
    lease->Query(kRemoveFolder, db::Params().Int(Signed(id)));
    transaction.Commit();
  });
}

Result<ScriptPage> PostgresScriptStore::List(const ScriptQuery& query) {
  return db::Guard([&] {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
    SqlWhere where;
    if (!query.inactive) where.And("s.active");
    if (query.kind) where.And("s.kind = " + where.BindInt(static_cast<int>(*query.kind)));
    if (query.valid_on != 0) {
      const std::string day = where.BindInt(query.valid_on);
      where.And("s.valid_from <= " + day + " AND (s.valid_until = 0 OR s.valid_until >= " + day + ")");
    }
    if (query.folder) {
      where.And(
          "s.folder IN (WITH RECURSIVE down(id) AS (SELECT " + where.BindInt(Signed(*query.folder)) +
          "::bigint UNION SELECT f.id FROM down JOIN script_folder f ON f.parent = down.id) SELECT id FROM down)");
    }
    if (!query.tag.empty()) where.And(where.BindText(query.tag) + " = ANY(s.tags)");
    AndFound(where, query.text);
    if (!query.cursor.empty()) {
      const auto last = ParseCursor(kCursorTag, query.cursor, 2);
      where.And("(s.position, s.id) > (" + where.BindInt(last[0]) + ", " + where.BindInt(last[1]) + ")");
    }
    const db::Rows rows = pool_.Acquire()->Query(
        kColumns + where.text + " ORDER BY s.position, s.id LIMIT " + std::to_string(limit + 1), where.params);
    ScriptPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) page.items.push_back(Read(rows, i));
    if (rows.size() > limit) {
      const Script& last = page.items.back();
      page.next_cursor = MakeCursor(kCursorTag, {last.content.position, Signed(last.id)});
    }
    return page;
  });
}

Result<Script> PostgresScriptStore::Get(std::uint64_t id) {
  return db::Guard([&] { return Load(*pool_.Acquire(), id); });
}

Result<Script> PostgresScriptStore::Create(const ScriptContent& content, const std::string& who) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckFolder(*lease, content.folder);
    const db::Rows row = lease->Query(kAdd, Values(content, clock_.Now(), who));
    return Load(*lease, row.Id(0, 0));
  });
}

Result<Script> PostgresScriptStore::Change(std::uint64_t id, std::uint64_t version, const ScriptContent& content,
                                           const std::string& who) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    if (Load(*lease, id, true).version != version) {
      db::Fail(ErrorKind::kConflict, "script.changed", "somebody changed it meanwhile");
    }
    CheckFolder(*lease, content.folder);
    lease->Query(kKeep, db::Params().Int(Signed(id)));
    lease->Query(kChange, Values(content, clock_.Now(), who).Int(Signed(id)));
    Script changed = Load(*lease, id);
    transaction.Commit();
    return changed;
  });
}

Result<Script> PostgresScriptStore::SetFile(std::uint64_t id, const std::optional<ScriptFile>& file,
                                            const std::string& who) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    Load(*lease, id, true);
    lease->Query(kKeep, db::Params().Int(Signed(id)));
    const TimeMs now = clock_.Now();
    if (file) {
      lease->Query(kSetFile, db::Params()
                                 .Int(Signed(id))
                                 .Bytes(AsBytes(file->content))
                                 .Text(file->name)
                                 .Text(file->type)
                                 .Int(Signed(file->size))
                                 .Int(now)
                                 .Text(who));
    } else {
      lease->Query(kDropFile, db::Params().Int(Signed(id)).Int(now).Text(who));
    }
    Script changed = Load(*lease, id);
    transaction.Commit();
    return changed;
  });
}

Status PostgresScriptStore::CountUse(std::uint64_t id, ScriptUse use) {
  return db::Guard([&] {
    const bool copied = use == ScriptUse::kCopied;
    const db::Rows done = pool_.Acquire()->Query(
        kUse, db::Params().Int(Signed(id)).Int(copied ? 1 : 0).Int(copied ? 0 : 1).Int(clock_.Now()));
    if (done.affected() == 0) NoScript();
  });
}

Result<std::vector<ScriptState>> PostgresScriptStore::Past(std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    Load(*lease, id);
    const db::Rows rows = lease->Query(kPast, db::Params().Int(Signed(id)));
    std::vector<ScriptState> past;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      past.push_back({.version = rows.Id(i, 0),
                      .at = rows.Int(i, 1),
                      .who = rows.Text(i, 2),
                      .content = ReadContent(rows, i, kPastContentAt),
                      .file = ReadFile(rows, i, kPastContentAt + kFileBehind)});
    }
    return past;
  });
}

}  // namespace custos::storage
