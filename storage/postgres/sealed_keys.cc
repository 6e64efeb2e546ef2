// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/sealed_keys.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "storage/format/intake_key.h"
#include "storage/postgres/stored_messages.h"
#include "storage/postgres/young_keys.h"
#include "storage/segment/key_blocks.h"

namespace custos::storage {
namespace {

constexpr char kAllKeys[] = "SELECT first_key, data FROM segment_part WHERE segment_id = $1 AND kind = 3";
constexpr char kBlocks[] =
    "SELECT k.n, p.first_key, p.data FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k(segment, bits, n)"
    " CROSS JOIN LATERAL (SELECT first_key, data FROM segment_part WHERE segment_id = k.segment AND kind = 3"
    "   AND first_key <= k.bits ORDER BY first_key DESC LIMIT 1) p";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

std::uint32_t LeavesOf(const SegmentInfo& segment) {
  return static_cast<std::uint32_t>(segment.end_leaf - segment.first_leaf);
}

}  // namespace

std::shared_ptr<const SealedKeys::Filter> SealedKeys::FilterOf(db::Connection& connection, const SegmentInfo& segment) {
  {
    const std::scoped_lock lock(mutex_);
    const auto known = filters_.find(segment.first_leaf);
    if (known != filters_.end() && known->second->built == segment.built) return known->second;
  }
  auto filter = std::make_shared<Filter>(Filter{segment.built, KeyFilter(LeavesOf(segment))});
  const db::Rows rows = connection.QueryBinary(kAllKeys, db::Params().Int(Signed(segment.first_leaf)));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const ShortKey& key : Unwrap(DecodeKeys(rows.View(i, 1), rows.Id(i, 0), LeavesOf(segment)))) {
      filter->keys.Add(key.bits);
    }
  }
  const std::scoped_lock lock(mutex_);
  filters_[segment.first_leaf] = filter;
  return filter;
}

std::vector<SealedKeys::Maybe> SealedKeys::Ask(db::Connection& connection, const SegmentList& list,
                                               const std::vector<std::string>& keys) {
  std::vector<std::uint64_t> bits;
  for (const std::string& key : keys) bits.push_back(ShortKeyBits(key));
  std::vector<Maybe> maybe;
  for (const SegmentInfo& segment : list.segments) {
    const auto filter = FilterOf(connection, segment);
    for (std::size_t i = 0; i < bits.size(); ++i) {
      if (filter->keys.MayHave(bits[i])) maybe.push_back({segment.first_leaf, bits[i], i});
    }
  }
  return maybe;
}

void SealedKeys::Confirm(db::Connection& connection, const SegmentList& list, const std::vector<Maybe>& maybe,
                         const std::vector<std::string>& keys, std::map<std::string, MessageRef>& found) {
  std::vector<std::int64_t> segments, bits;
  std::map<std::uint64_t, std::uint32_t> leaves;
  for (const Maybe& one : maybe) {
    segments.push_back(Signed(one.segment));
    bits.push_back(Signed(one.bits));
  }
  for (const SegmentInfo& segment : list.segments) leaves[segment.first_leaf] = LeavesOf(segment);
  const db::Rows rows = connection.QueryBinary(kBlocks, db::Params().IntArray(segments).IntArray(bits));
  std::vector<std::pair<std::uint64_t, std::size_t>> claims;  // leaf, place of the key
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Maybe& one = maybe[rows.Id(i, 0) - 1];
    for (const ShortKey& key : Unwrap(DecodeKeys(rows.View(i, 2), rows.Id(i, 1), leaves[one.segment]))) {
      if (key.bits == one.bits) claims.emplace_back(one.segment + key.leaf, one.key);
    }
  }
  std::vector<std::uint64_t> ids;
  for (const auto& [leaf, key] : claims) ids.push_back(leaf);
  const auto bundles = ReadBundlesOf(connection, ids);
  for (const auto& [leaf, key] : claims) {
    const Bundle* bundle = BundleOf(bundles, leaf);
    if (bundle == nullptr) {
      db::Fail(ErrorKind::kCorrupt, "evidence.bundle_missing", "the evidence of a message is gone");
    }
    const Record record = Unwrap(DecodeRecord(Unwrap(bundle->ReadLeaf(leaf)).record));
    const auto* fields = std::get_if<MessageFields>(&record.fields);
    if (fields == nullptr || IntakeKey(fields->source, fields->key) != keys[key]) continue;
    found[keys[key]] = {leaf, fields->conversation, fields->sent_at};
  }
}

std::map<std::string, MessageRef> SealedKeys::Find(db::Connection& connection, const std::vector<std::string>& keys) {
  std::map<std::string, MessageRef> found;
  if (keys.empty()) return found;
  const auto list = catalog_.List(connection);
  const std::vector<Maybe> maybe = Ask(connection, *list, keys);
  if (!maybe.empty()) Confirm(connection, *list, maybe, keys, found);
  return found;
}

std::size_t SealedKeys::MemoryBytes() const {
  const std::scoped_lock lock(mutex_);
  std::size_t bytes = 0;
  for (const auto& [leaf, filter] : filters_) bytes += filter->keys.MemoryBytes();
  return bytes;
}

std::map<std::string, MessageRef> FindKeys(db::Connection& connection, SealedKeys& sealed,
                                           const std::vector<std::string>& keys) {
  // Sealed ones last: what is sealed between the two questions is then found twice and never missed.
  std::map<std::string, MessageRef> found = FindRows(connection, keys);
  for (auto& [key, ref] : sealed.Find(connection, keys)) found.emplace(key, ref);
  return found;
}

}  // namespace custos::storage
