// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/gram_lookup.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "storage/segment/posting_blocks.h"

namespace custos::storage {
namespace {

using List = std::vector<std::uint32_t>;
using Lists = std::map<std::pair<std::size_t, std::uint32_t>, List>;  // by segment of the call and key

/// `keys` ascending.
Lists Fetch(db::Connection& connection, SegmentCatalog& catalog, const std::vector<SegmentInfo>& segments,
            const std::vector<std::uint32_t>& keys, SegmentPart kind) {
  Lists lists;
  if (segments.empty() || keys.empty()) return lists;
  const auto blocks = catalog.Lists(connection, kind, segments, keys);
  for (std::size_t segment = 0; segment < segments.size(); ++segment) {
    const auto messages = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, segments[segment].messages));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const SegmentCatalog::ListBlock& block = blocks[segment][i];
      if (block == nullptr) continue;
      auto list = FindPostings(block->data, block->first_key, keys[i], messages);
      if (!list) throw db::Failure(list.error());
      if (!list->empty()) lists[{segment, keys[i]}] = std::move(*list);
    }
  }
  return lists;
}

List Both(const List& a, const List& b) {
  List out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

List Either(const List& a, const List& b) {
  List out;
  out.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

/// What stands in any of the lists: many of them at once, so marks instead of one merge after the other.
List Any(const std::vector<List>& lists, std::uint64_t messages) {
  std::vector<std::uint64_t> marks(messages / 64 + 1);
  std::size_t count = 0;
  for (const List& list : lists) {
    for (const std::uint32_t ordinal : list) marks[ordinal / 64] |= std::uint64_t{1} << ordinal % 64;
    count += list.size();
  }
  List out;
  out.reserve(count);
  for (std::size_t word = 0; word < marks.size(); ++word) {
    for (std::uint64_t rest = marks[word]; rest != 0; rest &= rest - 1) {
      out.push_back(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
    }
  }
  return out;
}

void Collect(const GramCondition& condition, std::set<std::uint32_t>& keys) {
  for (const std::int32_t code : condition.codes) keys.insert(KeyOfGram(code));
  for (const GramCondition& part : condition.parts) Collect(part, keys);
}

List Everything(const SegmentInfo& segment) {
  List all(segment.messages);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

List Evaluate(const GramCondition& condition, const Lists& lists, std::size_t number, const SegmentInfo& segment) {
  if (condition.kind == GramCondition::Kind::kAny) return Everything(segment);
  const bool all = condition.kind == GramCondition::Kind::kAll;
  std::vector<List> members;
  for (const std::int32_t code : condition.codes) {
    const auto found = lists.find({number, KeyOfGram(code)});
    members.push_back(found == lists.end() ? List() : found->second);
  }
  for (const GramCondition& part : condition.parts) members.push_back(Evaluate(part, lists, number, segment));
  if (members.empty()) return all ? Everything(segment) : List();
  if (!all && members.size() > 2) return Any(members, segment.messages);
  std::sort(members.begin(), members.end(), [](const List& a, const List& b) { return a.size() < b.size(); });
  List result = std::move(members.front());
  for (std::size_t i = 1; i < members.size(); ++i) {
    if (all && result.empty()) break;
    result = all ? Both(result, members[i]) : Either(result, members[i]);
  }
  return result;
}

}  // namespace

std::vector<List> LookUpGrams(db::Connection& connection, SegmentCatalog& catalog, const GramCondition& condition,
                              const std::vector<SegmentInfo>& segments) {
  std::vector<List> found(segments.size());
  std::vector<std::size_t> numbers(segments.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::vector<SegmentInfo> asked = segments;
  if (condition.kind == GramCondition::Kind::kAll && condition.codes.size() > 1) {
    // Pairs have codes below zero and are rarer than single characters.
    const std::uint32_t first = KeyOfGram(*std::min_element(condition.codes.begin(), condition.codes.end()));
    const Lists lists = Fetch(connection, catalog, asked, {first}, SegmentPart::kGrams);
    std::vector<std::size_t> left;
    std::vector<SegmentInfo> left_segments;
    for (const std::size_t number : numbers) {
      if (!lists.contains({number, first})) continue;
      left.push_back(number);
      left_segments.push_back(segments[number]);
    }
    numbers = std::move(left);
    asked = std::move(left_segments);
  }
  std::set<std::uint32_t> keys;
  Collect(condition, keys);
  const Lists lists = Fetch(connection, catalog, asked, {keys.begin(), keys.end()}, SegmentPart::kGrams);
  for (std::size_t i = 0; i < asked.size(); ++i) found[numbers[i]] = Evaluate(condition, lists, i, asked[i]);
  return found;
}

std::vector<std::uint32_t> LookUpLists(db::Connection& connection, SegmentCatalog& catalog, const SegmentInfo& segment,
                                       SegmentPart kind, const std::vector<std::uint32_t>& keys) {
  List joined;
  for (auto& [place, list] : Fetch(connection, catalog, {segment}, keys, kind)) {
    joined.insert(joined.end(), list.begin(), list.end());
  }
  std::sort(joined.begin(), joined.end());
  joined.erase(std::unique(joined.begin(), joined.end()), joined.end());
  return joined;
}

}  // namespace custos::storage
