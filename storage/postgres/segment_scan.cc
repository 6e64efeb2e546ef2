// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/segment_scan.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "storage/postgres/gram_lookup.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostAtOnce = 64;
constexpr std::size_t kFewConversations = 256;
constexpr std::size_t kSampled = 24;  // segments that an estimate looks at

constexpr char kRecalled[] = "SELECT message_id FROM sealed_recall ORDER BY message_id";

template <class Value>
bool OneOf(const std::optional<std::vector<Value>>& wanted, const Value& value) {
  return !wanted || std::find(wanted->begin(), wanted->end(), value) != wanted->end();
}

bool Matches(const CandidateQuery& query, const Profile& profile) {
  return OneOf(query.channels, profile.channel) && OneOf(query.roles, profile.role) &&
         OneOf(query.conversation_kinds, profile.conversation_kind) && OneOf(query.types, profile.type) &&
         (!query.has_media || *query.has_media == profile.has_media);
}

/// Places in `all` of what stands in both; both ascending.
std::vector<std::uint32_t> Common(const std::vector<ConversationId>& all, const std::vector<ConversationId>& wanted) {
  std::vector<std::uint32_t> places;
  const bool fewer = wanted.size() < all.size();
  const std::vector<ConversationId>& outer = fewer ? wanted : all;
  const std::vector<ConversationId>& inner = fewer ? all : wanted;
  for (auto one = outer.begin(); one != outer.end(); ++one) {
    const auto found = std::lower_bound(inner.begin(), inner.end(), *one);
    if (found == inner.end() || *found != *one) continue;
    places.push_back(static_cast<std::uint32_t>(fewer ? found - all.begin() : one - all.begin()));
  }
  return places;
}

/// Ids of a sorted list that lie in the segment, counted from its first leaf.
std::vector<std::uint32_t> LeavesIn(const std::vector<std::uint64_t>& sorted, const SegmentInfo& segment) {
  std::vector<std::uint32_t> leaves;
  for (auto id = std::lower_bound(sorted.begin(), sorted.end(), segment.first_leaf);
       id != sorted.end() && *id < segment.end_leaf; ++id) {
    leaves.push_back(static_cast<std::uint32_t>(*id - segment.first_leaf));
  }
  return leaves;
}

}  // namespace

/// A walk over one segment.
struct SegmentScan::Open {
  SegmentInfo info;
  std::shared_ptr<const SegmentDirectory> directory;
  std::optional<Hits> hits;  // ascending; else every ordinal of [begin, end)
  std::size_t begin = 0;     // into hits, or ordinals
  std::size_t end = 0;
  std::optional<std::vector<bool>> conversations;
  std::vector<bool> profiles;
  std::optional<std::vector<bool>> parties;
  std::optional<std::vector<std::uint32_t>> only;  // leaves
  std::vector<std::uint32_t> never;                // leaves
  std::shared_ptr<const Columns> columns;
  std::uint32_t block = UINT32_MAX;
  std::optional<MessageRef> current;

  void Prepare(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query,
               const std::vector<std::uint64_t>& recalled);
  void Cut(const CandidateQuery& query);
  void Advance(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query);
  bool Passes(std::uint32_t row) const;
};

void SegmentScan::Open::Prepare(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query,
                                const std::vector<std::uint64_t>& recalled) {
  directory = catalog.Directory(connection, info);
  for (const Profile& profile : directory->profiles) profiles.push_back(Matches(query, profile));
  if (query.conversations) {
    const std::vector<std::uint32_t> here = Common(directory->conversations, *query.conversations);
    if (here.empty()) {
      hits.emplace();
    } else if (!hits && here.size() <= kFewConversations) {  // no code narrowed it down
      hits = LookUpLists(connection, catalog, info, SegmentPart::kConversations, here);
    } else {
      conversations.emplace(directory->conversations.size());
      for (const std::uint32_t ordinal : here) (*conversations)[ordinal] = true;
    }
  }
  if (query.senders) {
    for (const Party& party : directory->parties) {
      if (!parties) parties.emplace();
      parties->push_back(OneOf(query.senders, party));
    }
  }
  if (query.messages) {
    std::vector<std::uint64_t> ids = *query.messages;
    std::sort(ids.begin(), ids.end());
    only = LeavesIn(ids, info);
  }
  if (query.recalled) {
    const std::vector<std::uint32_t> marked = LeavesIn(recalled, info);
    if (!*query.recalled) {
      never = marked;
    } else if (!only) {
      only = marked;
    } else {
      std::vector<std::uint32_t> both;
      std::set_intersection(only->begin(), only->end(), marked.begin(), marked.end(), std::back_inserter(both));
      only = std::move(both);
    }
  }
  if (only && only->empty()) hits.emplace();
  Cut(query);
}

/// Leaves away the column blocks that lie outside of the asked time.
void SegmentScan::Open::Cut(const CandidateQuery& query) {
  TimeMs from = query.from != 0 ? query.from : info.first_at;
  TimeMs last = query.until != 0 ? query.until - 1 : info.last_at;
  if (query.after && query.oldest_first) from = std::max(from, query.after->sent_at);
  if (query.after && !query.oldest_first) last = std::min(last, query.after->sent_at);
  const std::vector<TimeMs>& starts = directory->block_from;
  // A block may begin with the very time that the one before it ends with.
  const auto first_block = std::lower_bound(starts.begin(), starts.end(), from);
  const auto end_block = std::upper_bound(starts.begin(), starts.end(), last);
  const std::size_t low =
      first_block == starts.begin() ? 0 : static_cast<std::size_t>(first_block - starts.begin()) - 1;
  const auto high = static_cast<std::size_t>(end_block - starts.begin());
  begin = low * kColumnBlock;
  end = std::max(begin, std::min<std::size_t>(high * kColumnBlock, directory->messages));
  if (!hits) return;
  const auto at = [&](std::size_t ordinal) {
    return static_cast<std::size_t>(std::lower_bound(hits->begin(), hits->end(), ordinal) - hits->begin());
  };
  end = at(end);
  begin = at(begin);
}

bool SegmentScan::Open::Passes(std::uint32_t row) const {
  const std::uint32_t conversation = columns->conversation[row];
  if (!profiles[columns->profile[row]]) return false;
  if (conversations && !(*conversations)[conversation]) return false;
  if (parties && !(*parties)[directory->senders[conversation][columns->sender[row]]]) return false;
  const std::uint32_t leaf = columns->leaf[row];
  if (only && !std::binary_search(only->begin(), only->end(), leaf)) return false;
  return !std::binary_search(never.begin(), never.end(), leaf);
}

void SegmentScan::Open::Advance(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query) {
  current.reset();
  while (begin < end) {
    const std::size_t place = query.oldest_first ? begin++ : --end;
    const auto ordinal = hits ? (*hits)[place] : static_cast<std::uint32_t>(place);
    if (ordinal / kColumnBlock != block) {
      block = ordinal / kColumnBlock;
      columns = catalog.Block(connection, info, block);
    }
    const std::uint32_t row = ordinal % kColumnBlock;
    const MessagePosition position{columns->sent_at[row], info.first_leaf + columns->leaf[row]};
    if (query.from != 0 && position.sent_at < query.from) continue;
    if (query.until != 0 && position.sent_at >= query.until) continue;
    if (query.after && (query.oldest_first ? position <= *query.after : position >= *query.after)) continue;
    if (!Passes(row)) continue;
    current = MessageRef{position.message_id, directory->conversations[columns->conversation[row]], position.sent_at};
    return;
  }
}

SegmentScan::SegmentScan(db::Connection& connection, SegmentCatalog& catalog, std::shared_ptr<const SegmentList> list,
                         const CandidateQuery& query)
    : connection_(connection), catalog_(catalog), list_(std::move(list)), query_(query) {
  if (query_.recalled) {
    const db::Rows rows = connection_.Query(kRecalled);
    for (std::size_t i = 0; i < rows.size(); ++i) recalled_.push_back(rows.Id(i, 0));
  }
  for (const SegmentInfo& segment : list_->segments) {
    if (segment.messages == 0) continue;
    if (query_.from != 0 && segment.last_at < query_.from) continue;
    if (query_.until != 0 && segment.first_at >= query_.until) continue;
    if (query_.after && query_.oldest_first && segment.last_at < query_.after->sent_at) continue;
    if (query_.after && !query_.oldest_first && segment.first_at > query_.after->sent_at) continue;
    left_.push_back(segment);
  }
  std::stable_sort(left_.begin(), left_.end(), [&](const SegmentInfo& a, const SegmentInfo& b) {
    return query_.oldest_first ? a.first_at < b.first_at : a.last_at > b.last_at;
  });
}

SegmentScan::~SegmentScan() = default;

bool SegmentScan::Before(const MessagePosition& a, const MessagePosition& b) const {
  return query_.oldest_first ? a < b : b < a;
}

void SegmentScan::LookUpMore() {
  std::vector<SegmentInfo> asked;
  while (!left_.empty() && asked.size() < batch_) {
    asked.push_back(left_.front());
    left_.pop_front();
  }
  batch_ = std::min(batch_ * 4, kMostAtOnce);
  std::vector<std::optional<Hits>> found(asked.size());
  Narrow(query_.grams, asked, found);
  Narrow(query_.people, asked, found);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    looked_at_ += asked[i].messages;
    found_ += found[i] ? found[i]->size() : asked[i].messages;
    if (!found[i] || !found[i]->empty()) waiting_.push_back({asked[i], std::move(found[i])});
  }
}

/// Looks the codes up in the segments that still have hits and keeps what they find.
void SegmentScan::Narrow(const GramCondition& codes, const std::vector<SegmentInfo>& segments,
                         std::vector<std::optional<Hits>>& found) {
  if (codes.kind == GramCondition::Kind::kAny) return;
  std::vector<std::size_t> places;
  std::vector<SegmentInfo> asked;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (found[i] && found[i]->empty()) continue;
    places.push_back(i);
    asked.push_back(segments[i]);
  }
  std::vector<Hits> hits = LookUpGrams(connection_, catalog_, codes, asked);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::optional<Hits>& there = found[places[i]];
    if (!there) {
      there = std::move(hits[i]);
      continue;
    }
    Hits both;
    std::set_intersection(there->begin(), there->end(), hits[i].begin(), hits[i].end(), std::back_inserter(both));
    there = std::move(both);
  }
}

void SegmentScan::OpenNext() {
  auto open = std::make_unique<Open>();
  open->info = waiting_.front().info;
  open->hits = std::move(waiting_.front().hits);
  waiting_.pop_front();
  open->Prepare(connection_, catalog_, query_, recalled_);
  open->Advance(connection_, catalog_, query_);
  if (open->current) open_.push_back(std::move(open));
}

/// Whether a segment that is not open yet may hold what comes next.
bool SegmentScan::MustOpen() const {
  if (waiting_.empty() && left_.empty()) return false;
  if (open_.empty()) return true;
  const SegmentInfo& next = waiting_.empty() ? left_.front() : waiting_.front().info;
  return std::none_of(open_.begin(), open_.end(), [&](const auto& open) {
    return query_.oldest_first ? open->current->sent_at < next.first_at : open->current->sent_at > next.last_at;
  });
}

std::vector<MessageRef> SegmentScan::Next(std::size_t most) {
  std::vector<MessageRef> refs;
  while (refs.size() < most) {
    while (MustOpen()) {
      if (waiting_.empty()) {
        LookUpMore();
      } else {
        OpenNext();
      }
    }
    const auto best = std::min_element(open_.begin(), open_.end(), [&](const auto& a, const auto& b) {
      return Before({a->current->sent_at, a->current->message_id}, {b->current->sent_at, b->current->message_id});
    });
    if (best == open_.end()) break;
    refs.push_back(*(*best)->current);
    (*best)->Advance(connection_, catalog_, query_);
    if (!(*best)->current) open_.erase(best);
  }
  return refs;
}

std::uint64_t SegmentScan::ExpectSoFar() const {
  std::uint64_t rest = 0;
  for (const SegmentInfo& segment : left_) rest += segment.messages;
  if (looked_at_ == 0) return 0;
  return found_ + static_cast<std::uint64_t>(static_cast<double>(found_) / static_cast<double>(looked_at_) *
                                             static_cast<double>(rest));
}

std::uint64_t SegmentScan::Expect(bool* exact) {
  *exact = false;
  std::vector<SegmentInfo> segments;
  for (const SegmentInfo& segment : list_->segments) {
    if (query_.from != 0 && segment.last_at < query_.from) continue;
    if (query_.until != 0 && segment.first_at >= query_.until) continue;
    if (segment.messages != 0) segments.push_back(segment);
  }
  const auto sum = [](const std::vector<SegmentInfo>& of) {
    return std::accumulate(of.begin(), of.end(), std::uint64_t{0},
                           [](std::uint64_t n, const SegmentInfo& segment) { return n + segment.messages; });
  };
  const std::uint64_t all = sum(segments);
  if (query_.grams.kind == GramCondition::Kind::kAny && query_.people.kind == GramCondition::Kind::kAny) {
    *exact = query_.from == 0 && query_.until == 0;
    return all;
  }
  std::vector<SegmentInfo> sample;
  const std::size_t step = segments.size() / kSampled + 1;
  for (std::size_t i = 0; i < segments.size(); i += step) sample.push_back(segments[i]);
  std::vector<std::optional<Hits>> hits(sample.size());
  Narrow(query_.grams, sample, hits);
  Narrow(query_.people, sample, hits);
  std::uint64_t found = 0;
  for (const std::optional<Hits>& one : hits) found += one->size();
  const std::uint64_t looked_at = sum(sample);
  return looked_at == 0 ? 0
                        : static_cast<std::uint64_t>(static_cast<double>(found) / static_cast<double>(looked_at) *
                                                     static_cast<double>(all));
}

}  // namespace custos::storage
