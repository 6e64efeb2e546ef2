// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/segment_catalog.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace custos::storage {
namespace {

constexpr char kState[] = "SELECT count(*), coalesce(max(built), 0) FROM segment";
constexpr char kList[] =
    "SELECT segment_id, end_leaf, messages, first_at, last_at, built FROM segment ORDER BY segment_id";
constexpr char kPart[] = "SELECT data FROM segment_part WHERE segment_id = $1 AND kind = $2 AND first_key = $3";
constexpr char kPieces[] =
    "SELECT r.n, p.data FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS r(id, key, n)"
    " JOIN segment_part p ON p.segment_id = r.id AND p.kind = $3 AND p.first_key = r.key";
constexpr char kHoldRows[] = "LOCK TABLE intake_key, message IN ACCESS SHARE MODE";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

[[noreturn]] void FailForMissing(const SegmentInfo& segment) {
  db::Fail(ErrorKind::kCorrupt, "segment.part_missing",
           "a part of the segment from leaf " + std::to_string(segment.first_leaf) + " is gone: run custos verify");
}

std::size_t BytesOf(const Columns& columns) { return sizeof columns + columns.sent_at.size() * 24; }

}  // namespace

void HoldRows(db::Connection& connection) { connection.Query(kHoldRows); }

std::string ReadSegmentPart(db::Connection& connection, const SegmentInfo& segment, SegmentPart kind,
                            std::uint64_t first_key) {
  const db::Rows rows = connection.QueryBinary(
      kPart, db::Params().Int(Signed(segment.first_leaf)).Int(static_cast<int>(kind)).Int(Signed(first_key)));
  if (rows.empty()) FailForMissing(segment);
  return rows.Bytes(0, 0);
}

std::shared_ptr<const SegmentList> SegmentCatalog::List(db::Connection& connection) {
  const db::Rows state = connection.Query(kState);
  const std::scoped_lock lock(mutex_);
  if (list_->segments.size() == state.Id(0, 0) && newest_built_ == state.Id(0, 1)) return list_;
  auto list = std::make_shared<SegmentList>();
  std::uint64_t newest = 0;
  const db::Rows rows = connection.Query(kList);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SegmentInfo segment{rows.Id(i, 0),  rows.Id(i, 1),  rows.Id(i, 2),
                              rows.Int(i, 3), rows.Int(i, 4), rows.Id(i, 5)};
    if (segment.first_leaf != list->end()) {
      db::Fail(ErrorKind::kCorrupt, "segment.missing",
               "the segment from leaf " + std::to_string(list->end()) + " on is gone: run custos reindex");
    }
    newest = std::max(newest, segment.built);
    list->segments.push_back(segment);
  }
  newest_built_ = newest;
  list_ = std::move(list);
  return list_;
}

template <class Value>
std::shared_ptr<const Value> SegmentCatalog::Find(const Key& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second.used);
  return std::static_pointer_cast<const Value>(found->second.value);
}

void SegmentCatalog::Keep(const Key& key, std::shared_ptr<const void> value, std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  if (entries_.contains(key)) return;
  order_.push_front(key);
  entries_[key] = {std::move(value), bytes, order_.begin()};
  bytes_ += bytes;
  while (bytes_ > most_bytes_ && order_.size() > 1) {
    const auto oldest = entries_.find(order_.back());
    bytes_ -= oldest->second.bytes;
    entries_.erase(oldest);
    order_.pop_back();
  }
}

std::shared_ptr<const SegmentDirectory> SegmentCatalog::Directory(db::Connection& connection,
                                                                  const SegmentInfo& segment) {
  const Key key{segment.first_leaf, segment.built, SegmentPart::kDirectory, 0};
  if (auto known = Find<SegmentDirectory>(key)) return known;
  auto directory = std::make_shared<const SegmentDirectory>(
      Unwrap(DecodeDirectory(ReadSegmentPart(connection, segment, SegmentPart::kDirectory, 0))));
  if (directory->messages != segment.messages || directory->first_leaf != segment.first_leaf ||
      directory->first_leaf + directory->leaves != segment.end_leaf) {
    db::Fail(ErrorKind::kCorrupt, "segment.malformed", "the directory of a segment is not its own: run custos verify");
  }
  Keep(key, directory, directory->MemoryBytes());
  return directory;
}

std::size_t SegmentCatalog::MemoryBytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

std::shared_ptr<const Columns> SegmentCatalog::Block(db::Connection& connection, const SegmentInfo& segment,
                                                     std::uint32_t block) {
  const Key key{segment.first_leaf, segment.built, SegmentPart::kColumns, block};
  if (auto known = Find<Columns>(key)) return known;
  const auto directory = Directory(connection, segment);
  auto columns = std::make_shared<const Columns>(
      Unwrap(DecodeColumns(ReadSegmentPart(connection, segment, SegmentPart::kColumns, block), *directory, block)));
  Keep(key, columns, BytesOf(*columns));
  return columns;
}

std::vector<std::shared_ptr<const SegmentCatalog::Starts>> SegmentCatalog::StartsOf(
    db::Connection& connection, SegmentPart kind, const std::vector<SegmentInfo>& segments) {
  const auto key_of = [&](const SegmentInfo& segment) {
    return Key{segment.first_leaf, segment.built, SegmentPart::kStarts, static_cast<std::uint64_t>(kind)};
  };
  std::vector<std::shared_ptr<const Starts>> starts;
  std::vector<std::size_t> unknown;
  std::vector<std::int64_t> ids;
  for (const SegmentInfo& segment : segments) {
    starts.push_back(Find<Starts>(key_of(segment)));
    if (starts.back() != nullptr) continue;
    unknown.push_back(starts.size() - 1);
    ids.push_back(Signed(segment.first_leaf));
  }
  if (ids.empty()) return starts;
  const std::vector<std::int64_t> keys(ids.size(), static_cast<std::int64_t>(kind));
  const db::Rows rows = connection.QueryBinary(
      kPieces, db::Params().IntArray(ids).IntArray(keys).Int(static_cast<int>(SegmentPart::kStarts)));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t place = unknown[rows.Id(i, 0) - 1];
    starts[place] = std::make_shared<const Starts>(Unwrap(DecodeStarts(rows.View(i, 1))));
    Keep(key_of(segments[place]), starts[place], sizeof(Starts) + starts[place]->size() * sizeof(Starts::value_type));
  }
  for (const std::size_t place : unknown) {
    if (starts[place] == nullptr) FailForMissing(segments[place]);
  }
  return starts;
}

std::vector<std::vector<SegmentCatalog::ListBlock>> SegmentCatalog::Lists(db::Connection& connection, SegmentPart kind,
                                                                          const std::vector<SegmentInfo>& segments,
                                                                          const std::vector<std::uint32_t>& keys) {
  struct Missing {
    std::size_t segment = 0;
    std::uint64_t start = 0;
  };
  const auto key_of = [&](std::size_t segment, std::uint64_t start) {
    return Key{segments[segment].first_leaf, segments[segment].built, kind, start};
  };
  const auto starts = StartsOf(connection, kind, segments);
  std::vector<Missing> missing;
  std::vector<std::int64_t> ids, first_keys;
  std::vector<std::map<std::uint64_t, ListBlock>> blocks(segments.size());  // by first key
  std::vector<std::vector<ListBlock>> lists(segments.size(), std::vector<ListBlock>(keys.size()));
  const auto start_of = [&](std::size_t segment, std::uint32_t key) -> std::optional<std::uint64_t> {
    const auto behind = std::upper_bound(starts[segment]->begin(), starts[segment]->end(), key);
    if (behind == starts[segment]->begin()) return std::nullopt;
    return *std::prev(behind);
  };
  for (std::size_t segment = 0; segment < segments.size(); ++segment) {
    for (const std::uint32_t key : keys) {
      const auto start = start_of(segment, key);
      if (!start || blocks[segment].contains(*start)) continue;
      ListBlock& block = blocks[segment][*start];
      block = Find<SegmentBlock>(key_of(segment, *start));
      if (block != nullptr) continue;
      missing.push_back({segment, *start});
      ids.push_back(Signed(segments[segment].first_leaf));
      first_keys.push_back(Signed(*start));
    }
  }
  if (!missing.empty()) {
    const db::Rows rows =
        connection.QueryBinary(kPieces, db::Params().IntArray(ids).IntArray(first_keys).Int(static_cast<int>(kind)));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Missing& one = missing[rows.Id(i, 0) - 1];
      auto block = std::make_shared<const SegmentBlock>(SegmentBlock{one.start, rows.Bytes(i, 1)});
      Keep(key_of(one.segment, one.start), block, sizeof(SegmentBlock) + block->data.size());
      blocks[one.segment][one.start] = std::move(block);
    }
  }
  for (std::size_t segment = 0; segment < segments.size(); ++segment) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto start = start_of(segment, keys[i]);
      if (!start) continue;
      lists[segment][i] = blocks[segment][*start];
      if (lists[segment][i] == nullptr) FailForMissing(segments[segment]);
    }
  }
  return lists;
}

}  // namespace custos::storage
