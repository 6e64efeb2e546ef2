// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_search.h"

#include <algorithm>

#include "storage/postgres/cursor.h"
#include "storage/postgres/match_walk.h"
#include "storage/postgres/query_resolver.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr char kCursorTag = 'm';

std::optional<MessagePosition> PositionOf(const std::string& cursor) {
  if (cursor.empty()) return std::nullopt;
  const std::vector<std::int64_t> numbers = ParseCursor(kCursorTag, cursor, 2);
  return MessagePosition{numbers[0], static_cast<std::uint64_t>(numbers[1])};
}

std::string CursorAt(const MessagePosition& position) {
  return MakeCursor(kCursorTag, {position.sent_at, static_cast<std::int64_t>(position.message_id)});
}

/// Says how far a search came that ran out of time, and where the next goes on.
void MarkCut(const SearchQuery& query, const CandidateQuery& asked, const MatchWalk& walk, SearchPage& page) {
  page.cut = true;
  page.covered_from = asked.from;
  page.covered_until = asked.until;
  if (!walk.position()) {  // nothing was looked at: the range is empty and lies where the walk would begin
    page.covered_from = page.covered_until = query.oldest_first ? asked.from : asked.until;
    return;
  }
  page.next_cursor = CursorAt(*walk.position());
  (query.oldest_first ? page.covered_until : page.covered_from) = walk.position()->sent_at;
}

}  // namespace

SearchPage SearchMessages(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const Scope& scope,
                          const SearchQuery& query) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(query.budget_ms);
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
  const std::optional<MessagePosition> after = PositionOf(query.cursor);
  const ResolvedQuery resolved(connection, sources, scope, query);
  SearchPage page;
  page.unknown = resolved.unknown();
  page.total_exact = true;
  if (resolved.nothing()) return page;
  MatchWalk walk(connection, sources, catalog, resolved, after, deadline);
  // Asked first: a statement that is stopped ends the transaction.
  if (!after) (void)walk.ExpectSoFar();
  walk.Fill(page.items, limit + 1);
  if (page.items.size() > limit) {
    page.items.resize(limit);
    const MessageRef& last = page.items.back().ref;
    page.next_cursor = CursorAt({last.sent_at, last.message_id});
  } else if (walk.out_of_time()) {
    MarkCut(query, resolved.candidates(), walk, page);
  }
  page.total_exact = !after && walk.ended() && page.next_cursor.empty();
  page.estimated_total = page.items.size();
  if (!page.total_exact && !after) page.estimated_total = std::max(page.estimated_total, walk.ExpectSoFar());
  return page;
}

}  // namespace custos::storage
