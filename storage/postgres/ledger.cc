// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ledger.h"

#include <algorithm>

namespace custos::storage {
namespace {

constexpr std::size_t kMostGaps = 100;

constexpr char kTouching[] =
    "SELECT first_seq, last_seq FROM seq_range"
    " WHERE source_id = $1 AND first_seq <= $3 + 1 AND last_seq >= $2 - 1 ORDER BY first_seq";
constexpr char kForget[] = "DELETE FROM seq_range WHERE source_id = $1 AND first_seq = ANY($2)";
constexpr char kRemember[] =
    "INSERT INTO seq_range (source_id, first_seq, last_seq)"
    " SELECT $1, first_seq, last_seq FROM unnest($2::bigint[], $3::bigint[]) AS r(first_seq, last_seq)";
constexpr char kSources[] =
    "SELECT source_id, name, cursor, last_seq, messages, parked, newest_sent_at, last_commit_at"
    " FROM source ORDER BY name";
constexpr char kGaps[] =
    "SELECT previous + 1, first_seq - 1, sum(first_seq - previous - 1) OVER () FROM"
    " (SELECT first_seq, lag(last_seq) OVER (ORDER BY first_seq) AS previous FROM seq_range WHERE source_id = $1) r"
    " WHERE previous IS NOT NULL ORDER BY first_seq LIMIT $2";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

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

bool RecordRuns(db::Connection& connection, int source_id, const std::vector<SeqRange>& runs) {
  if (runs.empty()) return false;
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
  const bool same = std::equal(merged.begin(), merged.end(), before.begin(), before.end(),
                               [](const SeqRange& a, const SeqRange& b) { return a.first == b.first && a.last == b.last; });
  if (same) return false;
  std::vector<std::int64_t> firsts;
  std::vector<std::int64_t> lasts;
  for (const SeqRange& run : merged) {
    firsts.push_back(Signed(run.first));
    lasts.push_back(Signed(run.last));
  }
  if (!old_firsts.empty()) connection.Query(kForget, db::Params().Int(source_id).IntArray(old_firsts));
  connection.Query(kRemember, db::Params().Int(source_id).IntArray(firsts).IntArray(lasts));
  return true;
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
                        .gap_count = 0};
    const db::Rows gaps = connection.Query(kGaps, db::Params().Int(rows.Int(i, 0)).Int(kMostGaps));
    for (std::size_t g = 0; g < gaps.size(); ++g) {
      ledger.gaps.push_back({gaps.Id(g, 0), gaps.Id(g, 1)});
      ledger.gap_count = gaps.Id(g, 2);
    }
    ledgers.push_back(std::move(ledger));
  }
  return ledgers;
}

}  // namespace custos::storage
