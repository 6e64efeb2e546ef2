// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/sealer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "storage/postgres/message_copy.h"
#include "storage/postgres/postgres_evidence.h"
#include "storage/postgres/wire.h"

namespace custos::storage {
namespace {

constexpr std::size_t kReadBytes = 32U << 20;
constexpr int kPackLevel = 9;

// One sealer at a time, until the end of its transaction.
constexpr char kTryLock[] = "SELECT pg_try_advisory_xact_lock(7301928466)";
constexpr char kEnds[] =
    "SELECT h.tree_size, coalesce(max(s.end_leaf), 0), coalesce(max(s.packed_end), 0)"
    " FROM log_head h LEFT JOIN segment s ON true GROUP BY h.tree_size";
constexpr char kSealedEnd[] = "SELECT coalesce(max(end_leaf), 0) FROM segment";
constexpr char kCopyParts[] = "COPY segment_part (segment_id, kind, first_key, data) FROM STDIN (FORMAT binary)";
constexpr char kDropBundles[] = "DELETE FROM bundle WHERE first_leaf >= $1 AND first_leaf < $2";
constexpr char kCopyBundles[] = "COPY bundle (first_leaf, leaves, data) FROM STDIN (FORMAT binary)";
// Commits hold this row as long as they last: none can mark a row that is sealed under its hands.
constexpr char kHoldCommits[] = "SELECT 1 FROM log_head FOR UPDATE";
constexpr char kKeepRecalls[] =
    "INSERT INTO sealed_recall (message_id, recalled_at, recalled_by)"
    " SELECT message_id, recalled_at, recalled_by FROM message"
    " WHERE message_id >= $1 AND message_id < $2 AND recalled_by IS NOT NULL ON CONFLICT DO NOTHING";
constexpr char kAddSegment[] =
    "INSERT INTO segment (segment_id, end_leaf, packed_end, messages, first_at, last_at, built)"
    " VALUES ($1, $2, $3, $4, $5, $6, pg_current_xact_id()::text::bigint)";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

bool IsMessage(const StoredLeaf& leaf) { return leaf.kind == static_cast<std::uint8_t>(RecordKind::kMessage); }

void AddLeaf(const Bundle& bundle, std::uint64_t index, SegmentBuilder& builder) {
  const StoredLeaf& leaf = bundle.leaves()[index - bundle.first()];
  if (!IsMessage(leaf)) return;
  if (leaf.form == kWholeMessage) {
    const Message message = Unwrap(bundle.ReadMessage(index));
    builder.Add(index, message, GramsOf(message));
    return;
  }
  const Record record = Unwrap(DecodeRecord(leaf.public_part));
  if (const auto* fields = std::get_if<MessageFields>(&record.fields)) builder.AddErased(index, *fields);
}

/// Whether they are what packing would make: an interrupted reindex, or one of an archive that was sealed before.
bool AllPacked(const std::vector<std::string>& bundles, std::uint64_t leaves) {
  return bundles.size() <= leaves / kPackedLeaves + 2 &&
         std::all_of(bundles.begin(), bundles.end(), [](const std::string& bytes) {
           const auto extent = ReadExtent(bytes);
           return extent.ok() && extent->count <= kPackedLeaves;
         });
}

}  // namespace

SegmentImage MakeSegment(const std::vector<StoredBundle>& stored, std::uint64_t first, std::uint64_t end) {
  SegmentBuilder builder(first, end);
  std::uint64_t next = first;
  for (const StoredBundle& one : stored) {
    const Bundle bundle = Unwrap(Bundle::Decode(one.bytes));
    if (bundle.end() <= next) continue;
    if (bundle.first() > next) break;
    for (; next < std::min(end, bundle.end()); ++next) AddLeaf(bundle, next, builder);
  }
  if (next != end) {
    db::Fail(ErrorKind::kCorrupt, "evidence.bundle_missing",
             "the evidence from leaf " + std::to_string(next) + " on is gone: run custos verify");
  }
  return builder.Finish();
}

void ForEachPart(const SegmentImage& image,
                 const std::function<void(SegmentPart, std::uint64_t, const std::string&)>& visit) {
  const auto blocks = [&](SegmentPart kind, const std::vector<SegmentBlock>& all) {
    for (const SegmentBlock& block : all) visit(kind, block.first_key, block.data);
  };
  blocks(SegmentPart::kColumns, image.columns);
  blocks(SegmentPart::kGrams, image.grams);
  blocks(SegmentPart::kConversations, image.conversations);
  blocks(SegmentPart::kKeys, image.keys);
  visit(SegmentPart::kDirectory, 0, image.directory);
  const auto starts = [&](SegmentPart kind, const std::vector<SegmentBlock>& all) {
    visit(SegmentPart::kStarts, static_cast<std::uint64_t>(kind), EncodeStarts(all));
  };
  starts(SegmentPart::kGrams, image.grams);
  starts(SegmentPart::kConversations, image.conversations);
}

std::optional<Sealer::Range> Sealer::NextRange(bool all) {
  const db::Rows ends = connection_.Query(kEnds);
  if (ends.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.head_missing", "the head of the evidence log is gone");
  const std::uint64_t size = std::min(ends.Id(0, 0), stop_);
  Range range{ends.Id(0, 1), 0, ends.Id(0, 2)};
  const std::uint64_t part = partitions_.leaves_per_part();
  range.end = (range.first / part + 1) * part;
  if (range.end > size && !all) return std::nullopt;
  range.end = std::min(range.end, size);
  return range.end > range.first ? std::optional(range) : std::nullopt;
}

/// Every bundle that holds a leaf of [packed_end, end).
std::vector<StoredBundle> Sealer::Read(const Range& range) {
  std::vector<StoredBundle> stored;
  std::uint64_t next = std::min(range.packed_end, range.first);
  while (next < range.end) {
    std::vector<StoredBundle> some = ReadBundles(connection_, next, kReadBytes);
    if (some.empty()) break;
    next = some.back().first + Unwrap(ReadExtent(some.back().bytes)).count;
    std::move(some.begin(), some.end(), std::back_inserter(stored));
  }
  return stored;
}

/// Bundles that end within the range are spread over ones of equal size; the end of the last of them.
std::uint64_t Sealer::Pack(const Range& range, const std::vector<StoredBundle>& stored) {
  std::vector<std::string> loose;
  std::uint64_t packed_end = range.packed_end;
  for (const StoredBundle& bundle : stored) {
    const std::uint64_t end = bundle.first + Unwrap(ReadExtent(bundle.bytes)).count;
    if (bundle.first < range.packed_end) continue;
    if (end > range.end) break;
    loose.push_back(bundle.bytes);
    packed_end = end;
  }
  if (loose.empty() || AllPacked(loose, packed_end - range.packed_end)) return packed_end;
  connection_.Query(kDropBundles, db::Params().Int(Signed(range.packed_end)).Int(Signed(packed_end)));
  db::CopyRows rows;
  for (const std::string& packed : Unwrap(SpreadBundles(loose, kPackedLeaves, kPackLevel))) {
    const BundleExtent extent = Unwrap(ReadExtent(packed));
    rows.Row(3).Int8(Signed(extent.first)).Int4(Signed(extent.count)).Bytes(packed);
  }
  connection_.CopyIn(kCopyBundles, rows.Finish());
  return packed_end;
}

void Sealer::Store(const SegmentImage& image, std::uint64_t packed_end) {
  db::CopyRows rows;
  ForEachPart(image, [&](SegmentPart kind, std::uint64_t first_key, const std::string& data) {
    rows.Row(4).Int8(Signed(image.first_leaf)).Int2(static_cast<int>(kind)).Int8(Signed(first_key)).Bytes(data);
  });
  connection_.CopyIn(kCopyParts, rows.Finish());
  connection_.Query(kHoldCommits);
  connection_.Query(kKeepRecalls, db::Params().Int(Signed(image.first_leaf)).Int(Signed(image.end_leaf)));
  connection_.Query(kAddSegment, db::Params()
                                     .Int(Signed(image.first_leaf))
                                     .Int(Signed(image.end_leaf))
                                     .Int(Signed(packed_end))
                                     .Int(image.messages)
                                     .Int(image.first_at)
                                     .Int(image.last_at));
}

std::uint64_t Sealer::SealNext(bool all) {
  std::uint64_t sealed = 0, end = 0;
  {
    db::Transaction transaction(connection_);
    if (!connection_.Query(kTryLock).Bool(0, 0)) return 0;
    end = connection_.Query(kSealedEnd).Id(0, 0);
    const std::optional<Range> range = NextRange(all);
    if (range) {
      const std::vector<StoredBundle> stored = Read(*range);
      const SegmentImage image = MakeSegment(stored, range->first, range->end);
      Store(image, Pack(*range, stored));
      sealed = range->end - range->first;
      end = range->end;
    }
    transaction.Commit();
  }
  partitions_.DropSealed(connection_, end);
  return sealed;
}

}  // namespace custos::storage
