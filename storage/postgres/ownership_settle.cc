// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_settle.h"

#include <algorithm>

#include "storage/customer_store.h"
#include "storage/format/ownership.h"
#include "storage/ownership_rules.h"

namespace custos::storage {
namespace {

constexpr char kUnsettled[] =
    "SELECT EXISTS (SELECT 1 FROM customer_event e, ownership_progress p WHERE e.id > p.event AND e.kind IN (20, 21, "
    "22))"
    " OR EXISTS (SELECT 1 FROM ownership WHERE borrower_id <> '' AND NOT merged AND lent_until <= $1)";
// Merges are made one after another, so their events are committed in the order of their ids. Each is noted at both
// records.
constexpr char kNew[] =
    "SELECT e.id, e.kind, (e.detail::jsonb ->> 'kept')::bigint, (e.detail::jsonb ->> 'gone')::bigint, e.customer"
    " FROM customer_event e, ownership_progress p WHERE e.id > p.event AND e.kind IN (20, 21, 22)"
    " ORDER BY e.id LIMIT 1000";
constexpr char kSeen[] = "UPDATE ownership_progress SET event = $1";
constexpr char kLines[] = "SELECT customer, line FROM ownership WHERE customer = ANY($1::bigint[])";
constexpr char kBefore[] =
    "SELECT e.act, p.content, e.content FROM ownership_entry e LEFT JOIN ownership_entry p ON p.leaf = e.previous"
    " WHERE e.leaf = $1";
constexpr char kDue[] =
    "SELECT customer, line FROM ownership WHERE borrower_id <> '' AND NOT merged AND lent_until <= $1"
    " ORDER BY lent_until LIMIT 500";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

OwnershipActor ByMerge(std::uint64_t other) {
  OwnershipActor actor;
  actor.cause = "merge:" + std::to_string(other);
  return actor;
}

OwnershipContent Decoded(const std::string& bytes) {
  auto content = DecodeOwnership(bytes);
  if (!content) throw db::Failure(content.error());
  return std::move(*content);
}

}  // namespace

bool OwnershipUnsettled(db::Connection& connection, TimeMs now) {
  return connection.Query(kUnsettled, db::Params().Int(now)).Bool(0, 0);
}

std::uint64_t OwnershipSettle::Run() {
  const std::vector<Merge> merges = NewMerges();
  LoadLines(merges);
  for (const Merge& merge : merges) {
    const std::vector<std::string> lines = lines_[merge.gone];
    for (const std::string& line : lines) merge.undone ? TakeApart(merge, line) : Join(merge, line);
  }
  return merges.size() + EndLendings();
}

std::vector<OwnershipSettle::Merge> OwnershipSettle::NewMerges() {
  const db::Rows rows = book_.connection().Query(kNew);
  std::vector<Merge> merges;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.Id(i, 4) != rows.Id(i, 3)) continue;
    merges.push_back({.event = rows.Int(i, 0),
                      .undone = rows.Int(i, 1) == static_cast<int>(CustomerEventKind::kUnmerged),
                      .kept = rows.Id(i, 2),
                      .gone = rows.Id(i, 3)});
  }
  if (!rows.empty()) book_.connection().Query(kSeen, db::Params().Int(rows.Int(rows.size() - 1, 0)));
  return merges;
}

void OwnershipSettle::LoadLines(const std::vector<Merge>& merges) {
  if (merges.empty()) return;
  std::vector<std::int64_t> records;
  for (const Merge& merge : merges) {
    records.push_back(Signed(merge.gone));
    records.push_back(Signed(merge.kept));
  }
  const db::Rows rows = book_.connection().Query(kLines, db::Params().IntArray(records));
  std::vector<OwnershipBook::Key> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    lines_[rows.Id(i, 0)].push_back(rows.Text(i, 1));
    keys.emplace_back(rows.Id(i, 0), rows.Text(i, 1));
  }
  book_.Load(keys);
}

void OwnershipSettle::Join(const Merge& merge, const std::string& line) {
  const OwnershipBook::Key gone_key{merge.gone, line}, kept_key{merge.kept, line};
  const OwnershipState gone = book_.At(gone_key).state;
  if (gone.merged) return;
  book_.Step(gone_key, OwnershipAct::kMergeAway, std::nullopt, MergedAway(gone), ByMerge(merge.kept));
  const OwnershipState kept = book_.At(kept_key).state;
  const OwnershipState next = MergedIn(kept, gone);
  if (SameOwnership(kept, next)) return;
  book_.Step(kept_key, OwnershipAct::kMergeIn, next.owner, next, ByMerge(merge.gone));
  // A later merge of this batch may move it on.
  std::vector<std::string>& lines = lines_[merge.kept];
  if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
}

/// What stood before the merge stands again; of the record that was kept only if nothing came since.
void OwnershipSettle::TakeApart(const Merge& merge, const std::string& line) {
  book_.Write();  // the steps of this batch are looked up too
  const OwnershipBook::Key gone_key{merge.gone, line}, kept_key{merge.kept, line};
  const OwnershipBook::Held& gone = book_.At(gone_key);
  if (!gone.state.merged) return;
  OwnershipState before = gone.state;
  before.merged = false;
  book_.Step(gone_key, OwnershipAct::kTakeApart, before.owner, before, ByMerge(merge.kept));
  const auto newest = book_.At(kept_key).entry;
  if (!newest) return;
  const db::Rows row = book_.connection().Query(kBefore, db::Params().Int(Signed(*newest)));
  if (row.empty() || row.Int(0, 0) != static_cast<int>(OwnershipAct::kMergeIn) ||
      Decoded(row.Bytes(0, 2)).actor.cause != ByMerge(merge.gone).cause) {
    return;
  }
  const OwnershipState kept = row.IsNull(0, 1) ? OwnershipState() : Decoded(row.Bytes(0, 1)).state;
  book_.Step(kept_key, OwnershipAct::kTakeApart, kept.owner, kept, ByMerge(merge.gone));
}

std::uint64_t OwnershipSettle::EndLendings() {
  const db::Rows rows = book_.connection().Query(kDue, db::Params().Int(book_.now()));
  std::vector<OwnershipBook::Key> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) keys.emplace_back(rows.Id(i, 0), rows.Text(i, 1));
  book_.Load(keys);
  OwnershipOrder order;
  order.act = OwnershipAct::kEndLending;
  order.actor.cause = "date";
  for (const OwnershipBook::Key& key : keys) {
    const auto next = Ordered(book_.At(key).state, order, book_.now());
    if (next) book_.Step(key, order.act, std::nullopt, *next, order.actor);
  }
  return keys.size();
}

}  // namespace custos::storage
