// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_archive.h"

#include <algorithm>
#include <future>

#include "storage/postgres/commit_rows.h"
#include "storage/postgres/known_rows.h"
#include "storage/postgres/lead_rows.h"
#include "storage/postgres/ledger.h"
#include "storage/postgres/stream_rows.h"

namespace custos::storage {
namespace {

constexpr char kKnownParked[] = "SELECT seq, key FROM parked WHERE source_id = $1 AND seq = ANY($2)";
constexpr char kSettle[] =
    "UPDATE parked SET settled = true, envelope = NULL WHERE source_id = $1 AND NOT settled"
    " AND (seq = ANY($2) OR seq = 0 AND key = ANY($3)) RETURNING seq, parked_id";
constexpr char kLedger[] = "SELECT last_seq, parked FROM source WHERE source_id = $1";
constexpr char kMoveLedger[] =
    "UPDATE source SET messages = messages + $2, parked = parked + $3, newest_sent_at = greatest(newest_sent_at, $4),"
    " last_commit_at = $5, last_seq = greatest(last_seq, $6), cursor = coalesce($7, cursor),"
    " received = received + $8 WHERE source_id = $1";
constexpr char kCursor[] = "SELECT cursor FROM source WHERE name = $1";
constexpr char kLoadParked[] =
    "SELECT seq, key, reason, key_version, envelope, parked_id FROM parked"
    " WHERE source_id = $1 AND parked_id >= $2 AND NOT settled ORDER BY parked_id LIMIT $3";
constexpr char kActivePack[] = "SELECT digest FROM pack ORDER BY activated_id DESC LIMIT 1";
constexpr char kActivate[] = "INSERT INTO pack (digest, activated_id, activated_at) VALUES ($1, $2, $3)";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// Marks parked messages that this page settles: those the connector names, and those whose message now arrived in an
/// ordinary page.
std::vector<SettledParked> Settle(db::Connection& connection, const CommitRequest& request, int source_id,
                                  std::uint64_t parked_before) {
  std::vector<SettledParked> settled;
  if (parked_before == 0) return settled;
  std::vector<std::int64_t> seqs;
  std::vector<std::string> keys;
  const auto add = [&](std::uint64_t seq, const std::string& key) {
    if (seq != 0) {
      seqs.push_back(Signed(seq));
    } else {
      keys.push_back(key);
    }
  };
  for (const SettledRef& one : request.unparked) add(one.seq, one.key);
  for (const JudgedMessage& judged : request.messages) add(judged.message.seq, judged.message.key);
  if (seqs.empty() && keys.empty()) return settled;
  const db::Rows rows = connection.Query(kSettle, db::Params().Int(source_id).IntArray(seqs).TextArray(keys));
  for (std::size_t i = 0; i < rows.size(); ++i) settled.push_back({rows.Id(i, 0), rows.Id(i, 1)});
  std::sort(settled.begin(), settled.end(),
            [](const SettledParked& a, const SettledParked& b) { return a.parked_id < b.parked_id; });
  return settled;
}

TimeMs NewestOf(const CommitPlan& plan) {
  TimeMs newest = 0;
  for (const PlannedMessage& planned : plan.messages()) newest = std::max(newest, planned.judged->message.sent_at);
  return newest;
}

}  // namespace

int PostgresArchive::Prepare(const CommitRequest& request) {
  auto lease = pool_.Acquire();
  partitions_.EnsureLeaves(*lease, request.messages.size() + request.parked.size());
  return sources_.IdOf(*lease, request.source);
}

Known PostgresArchive::Look(db::Connection& connection, const CommitRequest& request, int source_id) {
  std::vector<const Message*> messages;
  for (const JudgedMessage& judged : request.messages) messages.push_back(&judged.message);
  std::vector<std::string> parked_keys;
  std::vector<std::int64_t> parked_seqs;
  for (const ParkedMessage& parked : request.parked) {
    parked_keys.push_back(IntakeKey(parked.source, parked.key));
    parked_seqs.push_back(Signed(parked.seq));
  }
  const auto find = [&](const std::vector<std::string>& keys) {
    // Sealed ones last: what is sealed between the two questions is then found twice and never missed.
    std::map<std::string, MessageRef> found = young_.Find(connection, log_.epoch(), keys);
    found.merge(sealed_.keys.Find(connection, keys));
    return found;
  };
  Known known = LookUp(connection, find, messages, std::move(parked_keys));
  if (!parked_seqs.empty()) {
    const db::Rows rows = connection.Query(kKnownParked, db::Params().Int(source_id).IntArray(parked_seqs));
    for (std::size_t i = 0; i < rows.size(); ++i) known.parked.emplace(rows.Id(i, 0), rows.Text(i, 1));
  }
  return known;
}

Result<CommitResult> PostgresArchive::Commit(const CommitRequest& request) {
  const std::scoped_lock lock(mutex_);
  const auto source_id = db::Guard([&] { return Prepare(request); });
  if (!source_id) return source_id.error();
  Committed committed;
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    CommitPage(connection, builder, request, *source_id, committed);
  });
  if (!size) return size.error();
  parties_.Committed();
  young_.Add(committed.keys);
  committed.result.tree_size = *size;
  return std::move(committed.result);
}

/// Asked in a session of its own, because that of the commit takes rows meanwhile. Alerts change under the lock of the
/// log only, which the commit holds, so this sees what the commit would.
KnownAlerts PostgresArchive::AlertsBefore(const CommitRequest& request, const CommitPlan& plan) {
  const std::vector<std::string> groups = plan.GroupKeys();
  if (groups.empty() && request.earlier.empty()) return {};
  auto lease = pool_.Acquire();
  return LookUpAlerts(*lease, sealed_.keys, request, groups);
}

void PostgresArchive::CommitPage(db::Connection& connection, BundleBuilder& builder, const CommitRequest& request,
                                 int source_id, Committed& committed) {
  const db::Rows ledger = connection.Query(kLedger, db::Params().Int(source_id));
  if (ledger.empty()) db::Fail(ErrorKind::kInternal, "storage.source", "the source has no ledger");
  const Known known = Look(connection, request, source_id);
  CommitPlan plan(request, known);
  const std::vector<SettledParked> settled = Settle(connection, request, source_id, ledger.Id(0, 1));
  const std::uint64_t new_numbers = RecordRuns(connection, source_id, RunsOf(request));
  const bool is_page = request.last_seq != 0 && (new_numbers != 0 || !plan.Empty());
  plan.Number(builder.first(), is_page);

  // The database takes the rows while we judge and hash.
  const TimeMs now = builder.at();
  CommitRows rows(connection, source_id, now);
  std::future<void> written = std::async(std::launch::async, [&] {
    rows.Messages(plan.messages());
    rows.Media(plan.messages());
    WriteLeads(connection, source_id, plan.messages());
    rows.Conversations(plan.messages());
    parties_.Write(connection, source_id, plan.messages());
  });
  if (request.judge) request.judge(plan.Fresh());  // fills in what the plan reads from here on
  plan.AddMessages(builder, is_page);
  plan.AddOthers(builder, settled, AlertsBefore(request, plan));
  builder.Pack();
  written.get();

  rows.Alerts(plan.alerts());
  rows.Hits(plan.hits());
  rows.Signals(request, plan.messages());
  rows.ShadowHits(request, plan.messages());
  rows.Parked(plan.parked());
  rows.Recalls(plan.recalls());
  if (!request.raw.empty() && builder.next() != builder.first()) rows.RawPage(request, builder.first());

  // A page that was fetched before must not move the cursor back.
  const bool forward = request.last_seq == 0 || request.last_seq >= ledger.Id(0, 0);
  connection.Query(kMoveLedger, db::Params()
                                    .Int(source_id)
                                    .Int(Signed(plan.messages().size()))
                                    .Int(Signed(plan.parked().size()) - Signed(settled.size()))
                                    .Int(NewestOf(plan))
                                    .Int(now)
                                    .Int(Signed(request.last_seq))
                                    .OptionalText(forward ? request.cursor : std::nullopt)
                                    .Int(Signed(new_numbers)));

  CommitResult& result = committed.result;
  result.stored = plan.messages().size();
  result.duplicates = plan.duplicates();
  result.repeated = plan.Repeated();
  result.alerts = plan.alerts().size();
  for (const PlannedMessage& planned : plan.messages()) {
    committed.keys.push_back(planned.intake_key);
    const Message& m = planned.judged->message;
    if (!m.media.empty()) result.media.emplace_back(MessageRef{planned.id, m.conversation(), m.sent_at}, m.media);
  }
}

Result<StreamPast> PostgresArchive::LoadStream(TimeMs message_horizon, TimeMs signal_horizon) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return ReadStream(*lease, sealed_.catalog, message_horizon, signal_horizon);
  });
}

Result<std::string> PostgresArchive::LoadCursor(const std::string& source) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kCursor, db::Params().Text(source));
    return rows.empty() ? std::string() : rows.Text(0, 0);
  });
}

Result<std::vector<ParkedMessage>> PostgresArchive::LoadParked(const std::string& source, std::uint64_t from,
                                                               std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const int source_id = sources_.Find(*lease, source);
    const db::Rows rows = lease->Query(kLoadParked, db::Params().Int(source_id).Int(Signed(from)).Int(Signed(limit)));
    std::vector<ParkedMessage> parked;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      parked.push_back({.source = source,
                        .seq = rows.Id(i, 0),
                        .key = rows.Text(i, 1),
                        .reason = rows.Text(i, 2),
                        .key_version = static_cast<std::uint32_t>(rows.Int(i, 3)),
                        .envelope = rows.Bytes(i, 4),
                        .id = rows.Id(i, 5)});
    }
    return parked;
  });
}

Result<std::vector<SourceLedger>> PostgresArchive::Ledgers() {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return ReadLedgers(*lease);
  });
}

Status PostgresArchive::ActivatePack(const Digest& pack, const std::string& manifest) {
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    const db::Rows active = connection.Query(kActivePack);
    if (!active.empty() && active.Bytes(0, 0) == AsBytes(pack)) return;
    const std::uint64_t id = builder.Add(PackFields{.pack = pack}, manifest);
    connection.Query(kActivate, db::Params().Bytes(AsBytes(pack)).Int(Signed(id)).Int(log_.clock().Now()));
  });
  if (!size) return size.error();
  return {};
}

}  // namespace custos::storage
