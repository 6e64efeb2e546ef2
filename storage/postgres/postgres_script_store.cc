// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_script_store.h"

#include <algorithm>

#include "core/text/bigrams.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/sql_where.h"

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

constexpr char kColumns[] =
    "SELECT s.id, s.version, coalesce(s.folder, 0), s.title, s.body, array_to_string(s.tags, chr(10)), s.position,"
    " s.active, s.changed_at, s.changed_by, s.file, s.file_name, s.file_type, s.file_size, s.copied, s.sent, s.used_at"
    " FROM script s";
constexpr char kAdd[] =
    "INSERT INTO script (folder, title, body, tags, position, active, terms, sounds, grams, changed_at, changed_by)"
    " VALUES (nullif($1::bigint, 0), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
constexpr char kChange[] =
    "UPDATE script SET folder = nullif($1::bigint, 0), title = $2, body = $3, tags = $4, position = $5, active = $6,"
    " terms = $7, sounds = $8, grams = $9, changed_at = $10, changed_by = $11, version = version + 1 WHERE id = $12";
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

Script Read(const db::Rows& rows, std::size_t i) {
  Script script{.id = rows.Id(i, 0),
                .version = rows.Id(i, 1),
                .content = {.folder = rows.Id(i, 2),
                            .title = rows.Text(i, 3),
                            .text = rows.Text(i, 4),
                            .tags = Lines(rows.View(i, 5)),
                            .position = static_cast<std::int32_t>(rows.Int(i, 6)),
                            .active = rows.Bool(i, 7)},
                .changed_at = rows.Int(i, 8),
                .changed_by = rows.Text(i, 9),
                .file = {},
                .copied = rows.Id(i, 14),
                .sent = rows.Id(i, 15),
                .used_at = rows.Int(i, 16)};
  if (const auto content = rows.IsNull(i, 10) ? std::nullopt : DigestFromBytes(rows.Bytes(i, 10))) {
    script.file = ScriptFile{*content, rows.Text(i, 11), rows.Text(i, 12), rows.Id(i, 13)};
  }
  return script;
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

/// The values of kAdd and kChange, from $1 on.
db::Params Values(const ScriptContent& content, TimeMs now, const std::string& who) {
  std::string names = content.title;
  for (const std::string& tag : content.tags) names += "\n" + tag;
  const std::string everything = names + "\n" + content.text;
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
      .Text(who);
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
    return Load(*lease, id);
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

}  // namespace custos::storage
