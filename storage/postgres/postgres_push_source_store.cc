// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_push_source_store.h"

namespace custos::storage {
namespace {

constexpr TimeMs kTouchEvery = 60'000;

#define CUSTOS_PUSH_SOURCE_COLUMNS "name, kind, title, directory, token_prefix, enabled, created_at, last_seen_at"
constexpr char kAdd[] =
    "INSERT INTO push_source (name, kind, title, directory, token_prefix, enabled, created_at)"
    " VALUES ($1, $2, $3, $4, '', true, $5) ON CONFLICT (name) DO NOTHING";
constexpr char kSetDirectory[] = "UPDATE source SET directory_id = $2 WHERE source_id = $1";
constexpr char kPeopleChanged[] = "UPDATE people_revision SET revision = revision + 1";
constexpr char kList[] = "SELECT " CUSTOS_PUSH_SOURCE_COLUMNS " FROM push_source ORDER BY created_at DESC, name";
constexpr char kByToken[] = "SELECT " CUSTOS_PUSH_SOURCE_COLUMNS " FROM push_source WHERE token_hash = $1 AND enabled";
constexpr char kTouch[] = "UPDATE push_source SET last_seen_at = $2 WHERE name = $1";
constexpr char kSetToken[] = "UPDATE push_source SET token_hash = nullif($2, ''), token_prefix = $3 WHERE name = $1";
constexpr char kSetEnabled[] = "UPDATE push_source SET enabled = $2 WHERE name = $1";
#undef CUSTOS_PUSH_SOURCE_COLUMNS

PushSource SourceAt(const db::Rows& rows, std::size_t i) {
  return {.name = rows.Text(i, 0),
          .kind = rows.Text(i, 1),
          .title = rows.Text(i, 2),
          .directory = rows.Text(i, 3),
          .token_prefix = rows.Text(i, 4),
          .enabled = rows.Bool(i, 5),
          .created_at = rows.Int(i, 6),
          .last_seen_at = rows.Int(i, 7)};
}

void MustBeThere(const db::Rows& changed) {
  if (changed.affected() == 0) db::Fail(ErrorKind::kNotFound, "source.not_found", "no such source");
}

}  // namespace

bool PostgresPushSourceStore::Add(const PushSource& source) {
  auto lease = pool_.Acquire();
  const int id = sources_.IdOf(*lease, source.name);
  const int directory = source.directory.empty() ? 0 : sources_.IdOf(*lease, source.directory);
  db::Transaction transaction(*lease);
  const db::Rows added = lease->Query(kAdd, db::Params()
                                                .Text(source.name)
                                                .Text(source.kind)
                                                .Text(source.title)
                                                .Text(source.directory)
                                                .Int(source.created_at));
  if (added.affected() == 0) return false;
  if (directory != 0) {
    lease->Query(kSetDirectory, db::Params().Int(id).Int(directory));
    lease->Query(kPeopleChanged);
  }
  transaction.Commit();
  return true;
}

Status PostgresPushSourceStore::Create(const PushSource& source) {
  return db::Guard([&] {
    if (!Add(source)) db::Fail(ErrorKind::kConflict, "source.exists", "there is a source of this name");
  });
}

Status PostgresPushSourceStore::Ensure(const PushSource& source) {
  return db::Guard([&] { (void)Add(source); });
}

Result<std::vector<PushSource>> PostgresPushSourceStore::List() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kList);
    std::vector<PushSource> sources;
    for (std::size_t i = 0; i < rows.size(); ++i) sources.push_back(SourceAt(rows, i));
    return sources;
  });
}

Result<std::optional<PushSource>> PostgresPushSourceStore::FindByToken(const std::string& token_hash, TimeMs now) {
  return db::Guard([&]() -> std::optional<PushSource> {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kByToken, db::Params().Text(token_hash));
    if (rows.empty()) return std::nullopt;
    PushSource found = SourceAt(rows, 0);
    if (now - found.last_seen_at >= kTouchEvery) lease->Query(kTouch, db::Params().Text(found.name).Int(now));
    return found;
  });
}

Status PostgresPushSourceStore::SetToken(const std::string& name, const std::string& token_hash,
                                         const std::string& prefix) {
  return db::Guard(
      [&] { MustBeThere(pool_.Acquire()->Query(kSetToken, db::Params().Text(name).Text(token_hash).Text(prefix))); });
}

Status PostgresPushSourceStore::SetEnabled(const std::string& name, bool enabled) {
  return db::Guard([&] { MustBeThere(pool_.Acquire()->Query(kSetEnabled, db::Params().Text(name).Bool(enabled))); });
}

}  // namespace custos::storage
