// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_pack_store.h"

#include <algorithm>

#include "storage/format/wire.h"
#include "storage/format/zstd_frame.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr std::size_t kMostPackBytes = 64 << 20;
constexpr char kCursorTag = 'p';
constexpr int kPackLevel = 9;

#define CUSTOS_PACK_COLUMNS                                                                                      \
  "id, revision, state, origin, content, digest, name, version, rules, from_id, note, authors, created_by,"      \
  " created_name, created_at, changed_by, changed_name, changed_at, submitted_by, submitted_name, submitted_at," \
  " published_by, published_name, published_at, shadow_since, shadow"
constexpr char kList[] = "SELECT " CUSTOS_PACK_COLUMNS " FROM pack_version";
constexpr char kGet[] = "SELECT " CUSTOS_PACK_COLUMNS " FROM pack_version WHERE id = $1";
constexpr char kLock[] = "SELECT " CUSTOS_PACK_COLUMNS " FROM pack_version WHERE id = $1 FOR UPDATE";
constexpr char kNewest[] = "SELECT " CUSTOS_PACK_COLUMNS " FROM pack_version WHERE state = $1 ORDER BY id DESC LIMIT 1";
constexpr char kByContent[] =
    "SELECT " CUSTOS_PACK_COLUMNS " FROM pack_version WHERE content = $1 ORDER BY id DESC LIMIT 1";
constexpr char kCreate[] =
    "INSERT INTO pack_version (state, origin, content, digest, name, version, rules, from_id, note, authors,"
    " created_by, created_name, created_at, changed_by, changed_name, changed_at, published_at)"
    " VALUES ($1, $2, $3, nullif($4, ''::bytea), $5, $6, $7, $8, $9, $10, $11, $12, $13, $11, $12, $13, $14)"
    " RETURNING " CUSTOS_PACK_COLUMNS;
constexpr char kSave[] =
    "UPDATE pack_version SET revision = revision + 1, content = $2, digest = nullif($3, ''::bytea), name = $4, version "
    "= $5, rules = $6,"
    " changed_by = $7, changed_name = $8, changed_at = $9,"
    " authors = CASE WHEN $7 = ANY(authors) THEN authors ELSE authors || $7::bigint END"
    " WHERE id = $1 RETURNING " CUSTOS_PACK_COLUMNS;
#undef CUSTOS_PACK_COLUMNS
enum Column : int {
  kId,
  kRevision,
  kState,
  kOrigin,
  kContent,
  kDigest,
  kName,
  kVersion,
  kRules,
  kFrom,
  kNote,
  kAuthors,
  kCreatedBy,
  kCreatedName,
  kCreatedAt,
  kChangedBy,
  kChangedName,
  kChangedAt,
  kSubmittedBy,
  kSubmittedName,
  kSubmittedAt,
  kPublishedBy,
  kPublishedName,
  kPublishedAt,
  kShadowSince,
  kShadow
};
constexpr char kPutContent[] =
    "INSERT INTO pack_content (content, size, data) VALUES ($1, $2, $3) ON CONFLICT (content) DO NOTHING";
constexpr char kFiles[] =
    "SELECT c.size, c.data FROM pack_version v JOIN pack_content c ON c.content = v.content WHERE v.id = $1";
constexpr char kDropContent[] =
    "DELETE FROM pack_content c WHERE c.content = $1"
    " AND NOT EXISTS (SELECT 1 FROM pack_version v WHERE v.content = c.content)";
constexpr char kDelete[] = "DELETE FROM pack_version WHERE id = $1";
constexpr char kAddEvent[] =
    "INSERT INTO pack_event (version_id, at, user_id, user_name, action, from_state, to_state, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr char kEvents[] =
    "SELECT at, user_id, user_name, action, from_state, to_state, note FROM pack_event WHERE version_id = $1 ORDER BY "
    "id";
constexpr char kLockActive[] = "SELECT id FROM pack_version WHERE state = 3 AND id <> $1 FOR UPDATE";
constexpr char kSetState[] = "UPDATE pack_version SET revision = revision + 1, state = $2 WHERE id = $1";
constexpr char kSetSubmitted[] =
    "UPDATE pack_version SET submitted_by = $2, submitted_name = $3, submitted_at = $4,"
    " authors = CASE WHEN $2 = ANY(authors) THEN authors ELSE authors || $2::bigint END WHERE id = $1";
constexpr char kSetPublished[] =
    "UPDATE pack_version SET published_by = $2, published_name = $3, published_at = $4 WHERE id = $1";
constexpr char kStartShadow[] = "UPDATE pack_version SET shadow_since = $2, shadow = '' WHERE id = $1";
constexpr char kSetShadow[] = "UPDATE pack_version SET shadow = $2 WHERE id = $1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string Encode(const PackFiles& files) {
  std::string out;
  PutUint(out, files.size());
  for (const auto& [path, text] : files) {
    PutBytes(out, path);
    PutBytes(out, text);
  }
  return out;
}

PackFiles Decode(std::string_view bytes) {
  WireReader in(bytes);
  PackFiles files;
  const std::uint64_t count = in.Uint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    std::string path = in.String();
    files[std::move(path)] = in.String();
  }
  if (!in.Finished()) db::Fail(ErrorKind::kCorrupt, "pack.content_damaged", "the files of a pack version are damaged");
  return files;
}

/// Stores the files unless the same files are there already.
Digest PutContent(db::Connection& connection, const PackFiles& files) {
  const Digest content = ContentOf(files);
  const std::string bytes = Encode(files);
  if (bytes.size() > kMostPackBytes) db::Fail(ErrorKind::kInvalid, "pack.too_large", "the pack is too large");
  const auto packed = ZstdCompress(bytes, kPackLevel);
  if (!packed) throw db::Failure(packed.error());
  connection.Query(kPutContent, db::Params().Bytes(AsBytes(content)).Int(Signed(bytes.size())).Bytes(*packed));
  return content;
}

PackVersion VersionAt(const db::Rows& rows, std::size_t i) {
  PackVersion v;
  v.id = rows.Id(i, kId);
  v.revision = rows.Id(i, kRevision);
  v.state = static_cast<PackState>(rows.Int(i, kState));
  v.origin = static_cast<PackOrigin>(rows.Int(i, kOrigin));
  v.content = DigestFromBytes(rows.Bytes(i, kContent)).value_or(Digest{});
  if (!rows.IsNull(i, kDigest)) v.facts.digest = DigestFromBytes(rows.Bytes(i, kDigest));
  v.facts.name = rows.Text(i, kName);
  v.facts.version = rows.Text(i, kVersion);
  v.facts.rules = rows.Id(i, kRules);
  v.from_id = rows.Id(i, kFrom);
  v.note = rows.Text(i, kNote);
  for (const std::int64_t id : rows.IntArray(i, kAuthors)) v.authors.push_back(static_cast<std::uint64_t>(id));
  v.created_by = {rows.Id(i, kCreatedBy), rows.Text(i, kCreatedName)};
  v.created_at = rows.Int(i, kCreatedAt);
  v.changed_by = {rows.Id(i, kChangedBy), rows.Text(i, kChangedName)};
  v.changed_at = rows.Int(i, kChangedAt);
  v.submitted_by = {rows.Id(i, kSubmittedBy), rows.Text(i, kSubmittedName)};
  v.submitted_at = rows.Int(i, kSubmittedAt);
  v.published_by = {rows.Id(i, kPublishedBy), rows.Text(i, kPublishedName)};
  v.published_at = rows.Int(i, kPublishedAt);
  v.shadow_since = rows.Int(i, kShadowSince);
  v.shadow = rows.Text(i, kShadow);
  return v;
}

[[noreturn]] void NoSuchVersion() { db::Fail(ErrorKind::kNotFound, "pack.not_found", "no such pack version"); }
[[noreturn]] void WrongState() {
  db::Fail(ErrorKind::kConflict, "pack.state", "the pack version is not in a state for this");
}

PackVersion GetLocked(db::Connection& connection, std::uint64_t id, std::uint64_t revision) {
  const db::Rows rows = connection.Query(kLock, db::Params().Int(Signed(id)));
  if (rows.empty()) NoSuchVersion();
  if (rows.Id(0, kRevision) != revision) {
    db::Fail(ErrorKind::kConflict, "pack.changed", "somebody changed this pack version in the meantime");
  }
  return VersionAt(rows, 0);
}

PackVersion GetAgain(db::Connection& connection, std::uint64_t id) {
  const db::Rows rows = connection.Query(kGet, db::Params().Int(Signed(id)));
  if (rows.empty()) NoSuchVersion();
  return VersionAt(rows, 0);
}

void AddEvent(db::Connection& connection, std::uint64_t id, const PackEvent& event) {
  connection.Query(kAddEvent, db::Params()
                                  .Int(Signed(id))
                                  .Int(event.at)
                                  .Int(Signed(event.by.id))
                                  .Text(event.by.name)
                                  .Text(event.action)
                                  .OptionalInt(event.from ? std::optional(std::int64_t{static_cast<int>(*event.from)})
                                                          : std::nullopt)
                                  .Int(static_cast<int>(event.to))
                                  .Text(event.note));
}

void AddFacts(db::Params& params, const Digest& content, const PackFacts& facts) {
  params.Bytes(AsBytes(content));
  params.Bytes(facts.digest ? AsBytes(*facts.digest) : std::string_view());
  params.Text(facts.name).Text(facts.version).Int(Signed(facts.rules));
}

/// Whatever else is in force makes room.
void RetireOthers(db::Connection& connection, std::uint64_t id, const PackMove& move) {
  const db::Rows active = connection.Query(kLockActive, db::Params().Int(Signed(id)));
  for (std::size_t i = 0; i < active.size(); ++i) {
    const std::uint64_t other = active.Id(i, 0);
    connection.Query(kSetState, db::Params().Int(Signed(other)).Int(static_cast<int>(PackState::kRetired)));
    AddEvent(connection, other,
             {.at = move.at,
              .by = move.by,
              .action = "retire",
              .from = PackState::kActive,
              .to = PackState::kRetired,
              .note = move.note});
  }
}

}  // namespace

Result<PackPage> PostgresPackStore::List(const std::vector<PackState>& states, const std::string& cursor,
                                         std::size_t limit) {
  return db::Guard([&] {
    SqlWhere where;
    if (!states.empty()) {
      std::vector<std::int64_t> numbers;
      for (const PackState state : states) numbers.push_back(static_cast<int>(state));
      where.And("state = ANY(" + where.BindInts(numbers) + ")");
    }
    if (!cursor.empty()) where.And("id < " + where.BindInt(ParseCursor(kCursorTag, cursor, 1)[0]));
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    const db::Rows rows = pool_.Acquire()->Query(
        kList + where.text + " ORDER BY id DESC LIMIT " + std::to_string(most + 1), where.params);
    PackPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) page.items.push_back(VersionAt(rows, i));
    if (rows.size() > most) page.next_cursor = MakeCursor(kCursorTag, {Signed(page.items.back().id)});
    return page;
  });
}

Result<PackVersion> PostgresPackStore::Get(std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return GetAgain(*lease, id);
  });
}

Result<std::optional<PackVersion>> PostgresPackStore::Newest(PackState state) {
  return db::Guard([&]() -> std::optional<PackVersion> {
    const db::Rows rows = pool_.Acquire()->Query(kNewest, db::Params().Int(static_cast<int>(state)));
    if (rows.empty()) return std::nullopt;
    return VersionAt(rows, 0);
  });
}

Result<std::optional<PackVersion>> PostgresPackStore::FindContent(const Digest& content) {
  return db::Guard([&]() -> std::optional<PackVersion> {
    const db::Rows rows = pool_.Acquire()->Query(kByContent, db::Params().Bytes(AsBytes(content)));
    if (rows.empty()) return std::nullopt;
    return VersionAt(rows, 0);
  });
}

Result<PackFiles> PostgresPackStore::Files(std::uint64_t id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kFiles, db::Params().Int(Signed(id)));
    if (rows.empty()) NoSuchVersion();
    const auto bytes = ZstdDecompress(rows.Bytes(0, 1), rows.Id(0, 0));
    if (!bytes) throw db::Failure(bytes.error());
    return Decode(*bytes);
  });
}

Result<std::vector<PackEvent>> PostgresPackStore::History(std::uint64_t id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kEvents, db::Params().Int(Signed(id)));
    std::vector<PackEvent> events;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      PackEvent event{.at = rows.Int(i, 0),
                      .by = {rows.Id(i, 1), rows.Text(i, 2)},
                      .action = rows.Text(i, 3),
                      .from = {},
                      .to = static_cast<PackState>(rows.Int(i, 5)),
                      .note = rows.Text(i, 6)};
      if (!rows.IsNull(i, 4)) event.from = static_cast<PackState>(rows.Int(i, 4));
      events.push_back(std::move(event));
    }
    return events;
  });
}

Result<PackVersion> PostgresPackStore::Create(const NewPack& pack) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    if (pack.state == PackState::kActive) {
      RetireOthers(*lease, 0, {.action = "publish", .note = pack.note, .by = pack.by, .at = pack.at});
    }
    db::Params params;
    params.Int(static_cast<int>(pack.state)).Int(static_cast<int>(pack.origin));
    AddFacts(params, PutContent(*lease, pack.files), pack.facts);
    params.OptionalInt(pack.from_id == 0 ? std::nullopt : std::optional(Signed(pack.from_id))).Text(pack.note);
    params.IntArray(pack.by.id == 0 ? std::vector<std::int64_t>() : std::vector{Signed(pack.by.id)});
    params.Int(Signed(pack.by.id)).Text(pack.by.name).Int(pack.at);
    params.Int(pack.state == PackState::kActive ? pack.at : 0);
    const PackVersion made = VersionAt(lease->Query(kCreate, params), 0);
    AddEvent(*lease, made.id,
             {.at = pack.at, .by = pack.by, .action = "create", .from = {}, .to = pack.state, .note = pack.note});
    transaction.Commit();
    return made;
  });
}

Result<PackVersion> PostgresPackStore::Save(std::uint64_t id, std::uint64_t revision, const PackFiles& files,
                                            const PackFacts& facts, const PackActor& by, TimeMs at) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const PackVersion before = GetLocked(*lease, id, revision);
    if (before.state != PackState::kDraft) WrongState();
    db::Params params;
    params.Int(Signed(id));
    AddFacts(params, PutContent(*lease, files), facts);
    PackVersion saved = VersionAt(lease->Query(kSave, params.Int(Signed(by.id)).Text(by.name).Int(at)), 0);
    // One entry for a row of saves by one person: the trail of requests has them all.
    if (before.changed_by.id != by.id || before.revision == 1) {
      AddEvent(*lease, id,
               {.at = at, .by = by, .action = "save", .from = PackState::kDraft, .to = PackState::kDraft, .note = {}});
    }
    lease->Query(kDropContent, db::Params().Bytes(AsBytes(before.content)));
    transaction.Commit();
    return saved;
  });
}

Result<PackVersion> PostgresPackStore::Move(std::uint64_t id, std::uint64_t revision, const PackMove& move) {
  auto moved = db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const PackVersion before = GetLocked(*lease, id, revision);
    if (before.state != move.from) WrongState();
    if (move.to == PackState::kActive) RetireOthers(*lease, id, move);
    lease->Query(kSetState, db::Params().Int(Signed(id)).Int(static_cast<int>(move.to)));
    const auto stamp = [&](const char* sql) {
      lease->Query(sql, db::Params().Int(Signed(id)).Int(Signed(move.by.id)).Text(move.by.name).Int(move.at));
    };
    if (move.action == "submit") stamp(kSetSubmitted);
    if (move.to == PackState::kActive) stamp(kSetPublished);
    if (move.to == PackState::kShadow) lease->Query(kStartShadow, db::Params().Int(Signed(id)).Int(move.at));
    AddEvent(
        *lease, id,
        {.at = move.at, .by = move.by, .action = move.action, .from = move.from, .to = move.to, .note = move.note});
    PackVersion after = GetAgain(*lease, id);
    transaction.Commit();
    return after;
  });
  // The unique index lets one version be in shadow.
  if (!moved && moved.error().kind == ErrorKind::kConflict && !moved.error().code.starts_with("pack.")) {
    return Error{ErrorKind::kConflict, "pack.state", "another version is there already"};
  }
  return moved;
}

Status PostgresPackStore::Delete(std::uint64_t id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows = lease->Query(kLock, db::Params().Int(Signed(id)));
    if (rows.empty()) NoSuchVersion();
    const PackVersion version = VersionAt(rows, 0);
    if (version.state != PackState::kDraft) WrongState();
    lease->Query(kDelete, db::Params().Int(Signed(id)));
    lease->Query(kDropContent, db::Params().Bytes(AsBytes(version.content)));
    transaction.Commit();
  });
}

Status PostgresPackStore::SetShadow(std::uint64_t id, const std::string& result) {
  return db::Guard([&] { pool_.Acquire()->Query(kSetShadow, db::Params().Int(Signed(id)).Text(result)); });
}

}  // namespace custos::storage
