// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <set>

#include "storage/postgres/postgres_evidence.h"
#include "storage/postgres/postgres_proofs.h"

namespace custos::storage {
namespace {

constexpr std::uint64_t kLeavesAtOnce = 50'000;
constexpr std::size_t kReadBytes = 4 << 20;

constexpr char kTreeSize[] = "SELECT tree_size FROM log_head";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
constexpr char kActivated[] =
    "SELECT activated_id, activated_at FROM pack WHERE digest = $1 AND activated_id < $2"
    " ORDER BY activated_id DESC LIMIT 1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Take(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

/// Message leaves that no judgement has covered yet.
class Open {
 public:
  void Add(std::uint64_t leaf) {
    if (!ranges_.empty() && ranges_.back().end == leaf)
      ++ranges_.back().end;
    else
      ranges_.push_back({leaf, leaf + 1});
  }

  void Close(std::uint64_t first, std::uint64_t end) {
    std::vector<LeafRange> left;
    for (const LeafRange& range : ranges_) {
      if (range.first < std::min(range.end, first)) left.push_back({range.first, std::min(range.end, first)});
      if (std::max(range.first, end) < range.end) left.push_back({std::max(range.first, end), range.end});
    }
    ranges_ = std::move(left);
  }

  bool empty() const { return ranges_.empty(); }
  std::vector<LeafRange> Rest() { return std::move(ranges_); }

 private:
  std::vector<LeafRange> ranges_;
};

/// Reads leaves in order and keeps what concerns the range.
struct Scan {
  Supervision& found;
  Open open;

  void See(const Bundle& bundle, std::uint64_t index) {
    const auto kind = static_cast<RecordKind>(bundle.leaves()[index - bundle.first()].kind);
    if (kind == RecordKind::kMessage && index < found.to) {
      ++found.messages;
      open.Add(index);
    }
    if (kind != RecordKind::kJudgement) return;
    const Record record = Take(DecodeRecord(Take(bundle.ReadLeaf(index)).record));
    const auto& judgement = std::get<JudgementFields>(record.fields);
    const bool concerns = judgement.first < found.to && judgement.end > found.from;
    if (!concerns) return;
    open.Close(judgement.first, judgement.end);
    found.judgements.push_back({.leaf = index,
                                .at = record.at,
                                .pack = judgement.pack,
                                .first = judgement.first,
                                .end = judgement.end,
                                .alerts = judgement.alerts,
                                .result = judgement.result});
  }
};

void AddPacks(db::Connection& connection, Supervision& found) {
  std::set<std::uint64_t> seen;
  for (const JudgementView& judgement : found.judgements) {
    const db::Rows rows =
        connection.Query(kActivated, db::Params().Bytes(AsBytes(judgement.pack)).Int(Signed(judgement.leaf)));
    if (rows.empty() || !seen.insert(rows.Id(0, 0)).second) continue;
    found.packs.push_back({judgement.pack, rows.Id(0, 0), rows.Int(0, 1)});
  }
}

}  // namespace

Result<Supervision> PostgresProofs::Supervise(std::uint64_t from, std::uint64_t to) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const std::uint64_t size = lease->Query(kTreeSize).Id(0, 0);
    to = to == 0 ? size : std::min(to, size);
    if (from >= to) db::Fail(ErrorKind::kInvalid, "evidence.proof_range", "the range lies outside the log");
    Supervision found;
    found.from = from;
    found.to = std::min(to, from + kLeavesAtOnce);
    Scan scan{found, {}};
    std::uint64_t next = lease->Query(kBundleAt, db::Params().Int(Signed(from))).Id(0, 0);
    std::uint64_t at = from;
    // A judgement stands behind what it judges: read on until everything is judged, but not for ever.
    const std::uint64_t stop = std::min(size, found.to + kLeavesAtOnce);
    while (at < stop && (at < found.to || !scan.open.empty())) {
      const std::vector<StoredBundle> stored = ReadBundles(*lease, next, kReadBytes);
      if (stored.empty()) break;
      for (const StoredBundle& one : stored) {
        const Bundle bundle = Take(Bundle::Decode(one.bytes));
        for (at = std::max(at, bundle.first()); at < std::min(stop, bundle.end()); ++at) {
          if (at >= found.to && scan.open.empty()) break;
          scan.See(bundle, at);
        }
        next = bundle.end();
      }
    }
    found.unjudged = scan.open.Rest();
    AddPacks(*lease, found);
    found.next = found.to < to ? found.to : 0;
    return found;
  });
}

}  // namespace custos::storage
