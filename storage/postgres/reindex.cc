// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/reindex.h"

#include <thread>

#include "core/log.h"
#include "storage/postgres/migrations.h"
#include "storage/postgres/postgres_evidence.h"
#include "storage/postgres/replay.h"
#include "storage/postgres/sealer.h"

namespace custos::storage {
namespace {

constexpr std::size_t kBatchBytes = 1 << 20;  // of packed bundles in one transaction
constexpr int kSwapAttempts = 100;
constexpr auto kSwapPause = std::chrono::milliseconds(500);

// Everything that follows from the evidence. The other tables stay as they are.
constexpr const char* kDerived[] = {"intake_key",      "message",        "pending_recall", "media",
                                    "alert",           "parked",         "conversation",   "conversation_party",
                                    "alert_decision",  "segment",        "segment_part",   "sealed_recall",
                                    "hot_part",        "lead",           "lead_identity",  "ownership",
                                    "ownership_share", "ownership_entry"};

constexpr char kTryLock[] = "SELECT pg_try_advisory_lock(7301928465)";
constexpr char kStarted[] = "SELECT to_regclass('reindex.progress') IS NOT NULL";
constexpr char kProgress[] = "SELECT next_leaf, steps FROM reindex.progress";
constexpr char kSteps[] = "SELECT string_agg(encode(sha256, 'hex'), ',' ORDER BY number) FROM public.schema_migration";
constexpr char kNotDerived[] =
    "SELECT relname FROM pg_class WHERE relnamespace = 'reindex'::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT relispartition AND relname <> ALL($1)";
constexpr char kNoteProgress[] = "UPDATE reindex.progress SET next_leaf = $1";
constexpr char kNotePages[] =
    "INSERT INTO reindex.last_page AS p (source_id, last_seq) SELECT * FROM unnest($1::bigint[], $2::bigint[])"
    " ON CONFLICT (source_id) DO UPDATE SET last_seq = greatest(p.last_seq, excluded.last_seq)";
constexpr char kSize[] = "SELECT tree_size FROM log_head";
constexpr char kLockedSize[] = "SELECT tree_size FROM log_head FOR UPDATE";
constexpr char kParts[] =
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent IN ('reindex.message'::regclass, 'reindex.intake_key'::regclass)";
// That a file is gone at its source, and how often it was tried, is not evidence.
constexpr char kKeepGone[] =
    "UPDATE reindex.media n SET state = o.state, attempts = o.attempts, due_at = o.due_at, reason = o.reason"
    " FROM public.media o WHERE o.conversation_id = n.conversation_id AND o.message_id = n.message_id"
    " AND o.position = n.position AND n.state = 0 AND o.state IN (0, 2)";
// Nor is when the rules of the pools have to be asked about an owner; of an entry that did not stand they are asked at
// once.
constexpr char kKeepLooks[] =
    "UPDATE reindex.ownership n SET look_at = o.look_at, warned_at = o.warned_at, due_at = o.due_at,"
    "  due_pool = o.due_pool FROM public.ownership o WHERE o.customer = n.customer AND o.line = n.line"
    " AND o.entry = n.entry AND (n.look_at, n.warned_at, n.due_at, n.due_pool) IS DISTINCT FROM"
    "  (o.look_at, o.warned_at, o.due_at, o.due_pool)";
// Nor is what was found out about a lead: looked for today, he would be a duplicate of the customer he became.
constexpr char kKeepChecks[] =
    "UPDATE reindex.lead n SET state = o.state, matches = o.matches, linked = o.linked, customer = o.customer,"
    "  name = o.name, company = o.company, near_looked = o.near_looked, near = o.near"
    " FROM public.lead o WHERE o.lead_id = n.lead_id AND o.detail = n.detail"
    " AND (n.state, n.matches, n.linked, n.customer, n.name, n.company, n.near_looked, n.near) IS DISTINCT FROM"
    "  (o.state, o.matches, o.linked, o.customer, o.name, o.company, o.near_looked, o.near)";
constexpr char kCount[] =
    "UPDATE source s SET messages = (SELECT coalesce(sum(c.messages), 0) FROM conversation c"
    "   WHERE c.source_id = s.source_id),"
    " newest_sent_at = (SELECT coalesce(max(c.last_at), 0) FROM conversation c WHERE c.source_id = s.source_id),"
    " last_seq = coalesce((SELECT p.last_seq FROM reindex.last_page p WHERE p.source_id = s.source_id), 0),"
    " parked = (SELECT count(*) FROM parked p WHERE p.source_id = s.source_id AND NOT p.settled)";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::vector<Bundle> Open(const std::vector<StoredBundle>& stored, std::uint64_t next) {
  std::vector<Bundle> bundles;
  for (const StoredBundle& one : stored) {
    Result<Bundle> bundle = Bundle::Decode(one.bytes);
    if (!bundle || bundle->first() != next) {
      db::Fail(ErrorKind::kCorrupt, "reindex.damaged",
               "the evidence is damaged at leaf " + std::to_string(next) + ": run custos verify");
    }
    next = bundle->end();
    bundles.push_back(std::move(*bundle));
  }
  return bundles;
}

}  // namespace

Reindexer::Reindexer(const std::string& conninfo, Sources& sources, Partitions& partitions)
    : connection_(conninfo), sources_(sources), partitions_(partitions) {
  connection_.Script("SET client_min_messages = warning");
}

std::uint64_t Reindexer::TreeSize(const char* sql) {
  const db::Rows rows = connection_.Query(sql);
  if (rows.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.head_missing", "the head of the evidence log is gone");
  return rows.Id(0, 0);
}

std::uint64_t Reindexer::Run(const ReindexCallback& progress) {
  if (!connection_.Query(kTryLock).Bool(0, 0)) {
    db::Fail(ErrorKind::kConflict, "reindex.running", "another reindex is at work on this database");
  }
  const std::uint64_t start = Prepare();
  std::uint64_t next = start;
  for (int attempt = 0; attempt < kSwapAttempts; ++attempt) {
    next = CatchUp(next, progress);
    if (attempt == 0) {
      MakeReady();
      next = CatchUp(next, progress);
    }
    if (TrySwap(next)) return next - start;
    std::this_thread::sleep_for(kSwapPause);
  }
  db::Fail(ErrorKind::kUnavailable, "reindex.busy", "the old tables are in use all the time: run it again later");
}

/// Makes the new tables or finds those of an interrupted run; the first leaf that is not in them yet.
std::uint64_t Reindexer::Prepare() {
  const std::string steps = connection_.Query(kSteps).Text(0, 0);
  if (connection_.Query(kStarted).Bool(0, 0)) {
    const db::Rows rows = connection_.Query(kProgress);
    if (!rows.empty() && rows.Text(0, 1) == steps) {
      connection_.Script("SET search_path = reindex, public");
      return rows.Id(0, 0);
    }
  }
  MakeTables();
  connection_.Script("CREATE TABLE reindex.progress (next_leaf bigint NOT NULL, steps text NOT NULL)");
  connection_.Script("CREATE TABLE reindex.last_page (source_id int PRIMARY KEY, last_seq bigint NOT NULL)");
  connection_.Query("INSERT INTO reindex.progress (next_leaf, steps) VALUES (0, $1)", db::Params().Text(steps));
  return 0;
}

void Reindexer::MakeTables() {
  connection_.Script("SET search_path = public");
  connection_.Script("DROP SCHEMA IF EXISTS reindex CASCADE");
  connection_.Script("CREATE SCHEMA reindex");
  connection_.Script("SET search_path = reindex");
  Migrate(connection_, EmbeddedMigrations());
  const std::vector<std::string> derived(std::begin(kDerived), std::end(kDerived));
  const db::Rows others = connection_.Query(kNotDerived, db::Params().TextArray(derived));
  for (std::size_t i = 0; i < others.size(); ++i) {
    connection_.Script("DROP TABLE reindex." + others.Text(i, 0) + " CASCADE");
  }
  connection_.Script("SET search_path = reindex, public");
}

std::uint64_t Reindexer::CatchUp(std::uint64_t next, const ReindexCallback& progress) {
  Replay replay(connection_, sources_, partitions_, partitions_.Now());
  Sealer sealer(connection_, partitions_);
  for (;;) {
    const std::uint64_t end = TreeSize(kSize);
    if (progress) progress({next, end});
    if (next >= end) return next;
    const std::vector<Bundle> bundles = Open(ReadBundles(connection_, next, kBatchBytes), next);
    if (bundles.empty()) db::Fail(ErrorKind::kCorrupt, "reindex.damaged", "leaves are missing: run custos verify");
    replay.Prepare(bundles);
    db::Transaction transaction(connection_);
    replay.Apply(bundles);
    NotePages(replay.last_seqs());
    next = bundles.back().end();
    connection_.Query(kNoteProgress, db::Params().Int(Signed(next)));
    transaction.Commit();
    sealer.StopAt(next);
    while (sealer.SealNext() != 0) {
    }
  }
}

void Reindexer::NotePages(const std::map<std::string, std::uint64_t>& last_seqs) {
  std::vector<std::int64_t> ids, seqs;
  for (const auto& [source, seq] : last_seqs) {
    ids.push_back(sources_.IdOf(connection_, source));
    seqs.push_back(Signed(seq));
  }
  if (!ids.empty()) connection_.Query(kNotePages, db::Params().IntArray(ids).IntArray(seqs));
}

/// What takes long and need not be done while everybody waits.
void Reindexer::MakeReady() {
  connection_.Query(kKeepLooks);
  connection_.Query(kKeepChecks);
  connection_.Script(
      "ANALYZE message, conversation, conversation_party, alert, media, ownership, ownership_share, ownership_entry");
}

/// False when somebody was using the old tables for too long, or committed since we caught up.
bool Reindexer::TrySwap(std::uint64_t next) {
  try {
    db::Transaction transaction(connection_);
    connection_.Script("SET LOCAL lock_timeout = '3s'");
    if (TreeSize(kLockedSize) != next) return false;
    Swap();
    transaction.Commit();
    return true;
  } catch (const db::Failure& failure) {
    constexpr const char* kLockNotAvailable = "55P03";
    constexpr const char* kDeadlock = "40P01";
    if (failure.sqlstate() != kLockNotAvailable && failure.sqlstate() != kDeadlock) throw;
    return false;
  }
}

void Reindexer::Swap() {
  for (const char* table : kDerived) {
    connection_.Script(std::string("LOCK TABLE public.") + table + " IN ACCESS EXCLUSIVE MODE");
  }
  connection_.Query(kKeepGone);
  connection_.Query(kKeepLooks);
  connection_.Query(kKeepChecks);
  const db::Rows parts = connection_.Query(kParts);
  for (const char* table : kDerived) {
    connection_.Script(std::string("DROP TABLE public.") + table);
    connection_.Script(std::string("ALTER TABLE reindex.") + table + " SET SCHEMA public");
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    connection_.Script("ALTER TABLE reindex." + parts.Text(i, 0) + " SET SCHEMA public");
  }
  connection_.Query(kCount);
  connection_.Script("DROP SCHEMA reindex CASCADE");
}

}  // namespace custos::storage
