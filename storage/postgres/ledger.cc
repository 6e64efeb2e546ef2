// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ledger.h"

#include <algorithm>

namespace custos::storage {
namespace {

constexpr std::size_t kMostGaps = 100;

// Runs do not overlap: of those that begin before the page only the last can touch it.
constexpr char kTouching[] =
    "SELECT first_seq, last_seq FROM seq_range WHERE source_id = $1 AND first_seq <= $3 + 1 AND last_seq >= $2 - 1"
    " AND first_seq >= coalesce((SELECT max(first_seq) FROM seq_range WHERE source_id = $1 AND first_seq < $2), $2)"
    " ORDER BY first_seq";
constexpr char kForget[] = "DELETE FROM seq_range WHERE source_id = $1 AND first_seq = ANY($2)";
constexpr char kRemember[] =
    "INSERT INTO seq_range (source_id, first_seq, last_seq)"
    " SELECT $1, first_seq, last_seq FROM unnest($2::bigint[], $3::bigint[]) AS r(first_seq, last_seq)";
constexpr char kSources[] =
    "SELECT s.source_id, s.name, s.cursor, s.last_seq, s.messages, s.parked, s.newest_sent_at, s.last_commit_at,"
    " coalesce(newest.last_seq - oldest.first_seq + 1 - s.received, 0) FROM source s"
    " LEFT JOIN LATERAL (SELECT first_seq FROM seq_range WHERE source_id = s.source_id"
    "   ORDER BY first_seq LIMIT 1) oldest ON true"
    " LEFT JOIN LATERAL (SELECT last_seq FROM seq_range WHERE source_id = s.source_id"
    "   ORDER BY first_seq DESC LIMIT 1) newest ON true"
    " ORDER BY s.name";
// Walks the key's index and stops when it has enough.
constexpr char kGaps[] =
    "SELECT previous + 1, first_seq - 1 FROM"
    " (SELECT first_seq, lag(last_seq) OVER (ORDER BY first_seq) AS previous FROM seq_range WHERE source_id = $1) r"
    " WHERE previous IS NOT NULL ORDER BY first_seq LIMIT $2";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::uint64_t CountOf(const std::vector<SeqRange>& runs) {
  std::uint64_t count = 0;
  for (const SeqRange& run : runs) count += run.last - run.first + 1;
  return count;
}

}  // namespace

std::vector<SeqRange> Merged(std::vector<SeqRange> runs) {
  std::sort(runs.begin(), runs.end(), [](const SeqRange& a, const SeqRange& b) { return a.first < b.first; });
  std::vector<SeqRange> merged;
  for (const SeqRange& run : runs) {
    if (!merged.empty() && run.first <= merged.back().last + 1) {
      merged.back().last = std::max(merged.back().last, run.last);
    } else {
      merged.push_back(run);
    }
  }
  return merged;
}

std::vector<SeqRange> RunsOf(const CommitRequest& request) {
  if (request.last_seq != 0 && request.seq_count == request.last_seq - request.first_seq + 1) {
    return {{request.first_seq, request.last_seq}};
  }
  std::vector<SeqRange> runs;
  for (const JudgedMessage& judged : request.messages) {
    if (judged.message.seq != 0) runs.push_back({judged.message.seq, judged.message.seq});
  }
  for (const ParkedMessage& parked : request.parked) {
    if (parked.seq != 0) runs.push_back({parked.seq, parked.seq});
  }
  return Merged(std::move(runs));
}

std::uint64_t RecordRuns(db::Connection& connection, int source_id, const std::vector<SeqRange>& runs) {
  if (runs.empty()) return 0;
  const db::Rows rows = connection.Query(
      kTouching, db::Params().Int(source_id).Int(Signed(runs.front().first)).Int(Signed(runs.back().last)));
  std::vector<SeqRange> all = runs;
  std::vector<SeqRange> before;
  std::vector<std::int64_t> old_firsts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    before.push_back({rows.Id(i, 0), rows.Id(i, 1)});
    old_firsts.push_back(rows.Int(i, 0));
  }
  all.insert(all.end(), before.begin(), before.end());
  const std::vector<SeqRange> merged = Merged(std::move(all));
  const bool same =
      std::equal(merged.begin(), merged.end(), before.begin(), before.end(),
                 [](const SeqRange& a, const SeqRange& b) { return a.first == b.first && a.last == b.last; });
  if (same) return 0;
  std::vector<std::int64_t> firsts;
  std::vector<std::int64_t> lasts;
  for (const SeqRange& run : merged) {
    firsts.push_back(Signed(run.first));
    lasts.push_back(Signed(run.last));
  }
  if (!old_firsts.empty()) connection.Query(kForget, db::Params().Int(source_id).IntArray(old_firsts));
  connection.Query(kRemember, db::Params().Int(source_id).IntArray(firsts).IntArray(lasts));
  return CountOf(merged) - CountOf(before);
}

std::vector<SourceLedger> ReadLedgers(db::Connection& connection) {
  std::vector<SourceLedger> ledgers;
  const db::Rows rows = connection.Query(kSources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SourceLedger ledger{.source = rows.Text(i, 1),
                        .cursor = rows.Text(i, 2),
                        .last_seq = rows.Id(i, 3),
                        .messages = rows.Id(i, 4),
                        .parked = rows.Id(i, 5),
                        .newest_sent_at = rows.Int(i, 6),
                        .last_commit_at = rows.Int(i, 7),
                        .gaps = {},
                        .gap_count = rows.Id(i, 8)};
    const db::Rows gaps = connection.Query(kGaps, db::Params().Int(rows.Int(i, 0)).Int(kMostGaps));
    for (std::size_t g = 0; g < gaps.size(); ++g) ledger.gaps.push_back({gaps.Id(g, 0), gaps.Id(g, 1)});
    ledgers.push_back(std::move(ledger));
  }
  return ledgers;
}

}  // namespace custos::storage
