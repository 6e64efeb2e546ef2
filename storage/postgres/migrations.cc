// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/migrations.h"

#include "core/digest.h"
#include "core/log.h"

namespace custos::storage {
namespace {

constexpr char kCreateTable[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " number int PRIMARY KEY, name text NOT NULL, sha256 bytea NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now())";
// Held until the connection lets go of it, so that two programs do not migrate at once.
constexpr char kLock[] = "SELECT pg_advisory_lock(7301928464)";
constexpr char kUnlock[] = "SELECT pg_advisory_unlock(7301928464)";
constexpr char kApplied[] = "SELECT number, name, sha256 FROM schema_migration ORDER BY number";
constexpr char kRecord[] = "INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)";

class AdvisoryLock {
 public:
  explicit AdvisoryLock(db::Connection& connection) : connection_(connection) { connection_.Query(kLock); }
  ~AdvisoryLock() {
    try {
      connection_.Query(kUnlock);
    } catch (const db::Failure&) {
      // A lost connection has lost the lock too.
    }
  }
  AdvisoryLock(const AdvisoryLock&) = delete;
  AdvisoryLock& operator=(const AdvisoryLock&) = delete;

 private:
  db::Connection& connection_;
};

/// How many steps ran already; throws when they are not the first ones of `migrations`.
std::size_t CheckApplied(const db::Rows& applied, const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const std::string name = applied.Text(i, 1);
    if (i >= migrations.size()) {
      db::Fail(ErrorKind::kConflict, "schema.newer",
               "the database has schema step " + name + ", which this program does not know: use a newer custos");
    }
    const Migration& ours = migrations[i];
    const Digest digest = Sha256(ours.sql);
    if (applied.Int(i, 0) != ours.number || applied.Bytes(i, 2) != AsBytes(digest)) {
      db::Fail(ErrorKind::kConflict, "schema.changed",
               "schema step " + name + " of the database is not the one of this program");
    }
  }
  return applied.size();
}

}  // namespace

int Migrate(db::Connection& connection, const std::vector<Migration>& migrations) {
  const AdvisoryLock lock(connection);
  connection.Script(kCreateTable);
  const std::size_t done = CheckApplied(connection.Query(kApplied), migrations);
  for (std::size_t i = done; i < migrations.size(); ++i) {
    const Migration& step = migrations[i];
    Log(LogLevel::kInfo, "migrating the database", {{"step", step.name}});
    db::Transaction transaction(connection);
    connection.Script(step.sql);
    const Digest digest = Sha256(step.sql);
    connection.Query(kRecord, db::Params().Int(step.number).Text(step.name).Bytes(AsBytes(digest)));
    transaction.Commit();
  }
  return migrations.empty() ? 0 : migrations.back().number;
}

}  // namespace custos::storage
