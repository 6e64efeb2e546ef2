// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/partitions.h"

#include <chrono>
#include <cstdio>

#include "core/log.h"

namespace custos::storage {
namespace {

namespace chrono = std::chrono;

constexpr TimeMs kDay = 86'400'000;
constexpr int kRawDaysAhead = 3;
constexpr std::uint64_t kSpareLeaves = 32'768;  // for what others append meanwhile

constexpr char kTreeSize[] = "SELECT tree_size FROM log_head";
constexpr char kNextLeaf[] =
    "SELECT greatest((SELECT coalesce(max(end_leaf), 0) FROM hot_part), (SELECT coalesce(max(end_leaf), 0) FROM "
    "segment))";
constexpr char kLockParts[] = "LOCK TABLE hot_part IN EXCLUSIVE MODE";
constexpr char kAddPart[] = "INSERT INTO hot_part (first_leaf, end_leaf) VALUES ($1, $2)";
constexpr char kSealedParts[] = "SELECT 1 FROM hot_part WHERE end_leaf <= $1 LIMIT 1";
constexpr char kDropParts[] = "DELETE FROM hot_part WHERE end_leaf <= $1 RETURNING first_leaf";
constexpr char kHoldAll[] =
    "SET LOCAL lock_timeout = '300ms'; LOCK TABLE hot_part IN EXCLUSIVE MODE;"
    " LOCK TABLE intake_key, message IN ACCESS EXCLUSIVE MODE";

constexpr char kParts[] =
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = $1::regclass ORDER BY c.relname";

chrono::year_month_day DateOf(TimeMs time) {
  return chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(time)));
}

std::string Range(TimeMs from, TimeMs to) {
  return " FOR VALUES FROM (" + std::to_string(from) + ") TO (" + std::to_string(to) + ")";
}

std::string PartName(const char* table, std::uint64_t first) {
  return std::string(table) + "_l" + std::to_string(first);
}

std::uint64_t NextLeaf(db::Connection& connection) { return connection.Query(kNextLeaf).Id(0, 0); }

std::string DayName(TimeMs day) {
  const auto date = DateOf(day);
  char name[32];
  std::snprintf(name, sizeof name, "raw_page_p%04d%02u%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return name;
}

/// False when the part cannot be made, for example because the default part holds rows of its range: then those rows
/// and the new ones stay there, which is slower and nothing worse.
bool TryCreate(db::Connection& connection, const std::string& name, const std::string& sql) {
  try {
    connection.Script(sql);
    return true;
  } catch (const db::Failure& failure) {
    if (failure.error().kind == ErrorKind::kUnavailable) throw;
    Log(LogLevel::kWarn, "a part of a table cannot be made", {{"part", name}, {"code", failure.error().code}});
    return false;
  }
}

}  // namespace

/// False when another process made it first.
bool Partitions::AddPart(db::Connection& connection, std::uint64_t first, std::uint64_t end) {
  db::Transaction transaction(connection);
  connection.Query(kLockParts);
  if (NextLeaf(connection) != first) return false;
  connection.Query(kAddPart, db::Params().Int(static_cast<TimeMs>(first)).Int(static_cast<TimeMs>(end)));
  // Attached afterwards, which readers of the other parts do not notice.
  for (const char* table : {"intake_key", "message"}) {
    const std::string part = PartName(table, first);
    connection.Script("CREATE TABLE " + part + " (LIKE " + table +
                      " INCLUDING INDEXES) WITH (autovacuum_vacuum_insert_scale_factor = 0.02,"
                      " autovacuum_analyze_scale_factor = 0.02)");
    connection.Script(std::string("ALTER TABLE ") + table + " ATTACH PARTITION " + part +
                      Range(static_cast<TimeMs>(first), static_cast<TimeMs>(end)));
  }
  transaction.Commit();
  return true;
}

void Partitions::EnsureUntil(db::Connection& connection, std::uint64_t end) {
  for (std::uint64_t next = NextLeaf(connection); next < end; next = NextLeaf(connection)) {
    AddPart(connection, next, (next / leaves_per_part_ + 1) * leaves_per_part_);
  }
}

void Partitions::EnsureLeaves(db::Connection& connection, std::uint64_t messages) {
  const db::Rows head = connection.Query(kTreeSize);
  if (head.empty()) return;  // the commit will say so
  EnsureUntil(connection, head.Id(0, 0) + messages + kSpareLeaves);
}

void Partitions::DropSealed(db::Connection& connection, std::uint64_t sealed_end) {
  const auto end = static_cast<TimeMs>(sealed_end);
  if (connection.Query(kSealedParts, db::Params().Int(end)).empty()) return;
  try {
    db::Transaction transaction(connection);
    // In the order of commits and readers; whoever comes while we wait for readers waits behind us, hence not for long.
    connection.Script(kHoldAll);
    std::string parts;
    const db::Rows rows = connection.Query(kDropParts, db::Params().Int(end));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      parts += (i == 0 ? "" : ", ") + PartName("message", rows.Id(i, 0)) + ", " + PartName("intake_key", rows.Id(i, 0));
    }
    if (!parts.empty()) connection.Script("DROP TABLE IF EXISTS " + parts);
    transaction.Commit();
  } catch (const db::Failure& failure) {
    if (failure.error().kind != ErrorKind::kUnavailable || connection.broken()) throw;
  }
}

void Partitions::PrepareAhead(db::Connection& connection) {
  const TimeMs now = clock_.Now();
  const TimeMs today = now - now % kDay;
  for (int i = 0; i < kRawDaysAhead; ++i) {
    const TimeMs day = today + i * kDay;
    const std::string name = DayName(day);
    TryCreate(connection, name,
              "CREATE TABLE IF NOT EXISTS " + name + " PARTITION OF raw_page" + Range(day, day + kDay));
  }
}

void Partitions::DropRawBefore(db::Connection& connection, TimeMs before) {
  const std::string oldest_kept = DayName(before);
  const db::Rows parts = connection.Query(kParts, db::Params().Text("raw_page"));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string name = parts.Text(i, 0);
    if (name.starts_with("raw_page_p") && name < oldest_kept) connection.Script("DROP TABLE " + name);
  }
  connection.Query("DELETE FROM raw_page_default WHERE received_at < $1", db::Params().Int(before));
}

}  // namespace custos::storage
