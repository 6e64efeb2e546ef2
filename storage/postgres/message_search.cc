// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_search.h"

#include <algorithm>
#include <limits>

#include "storage/postgres/cursor.h"
#include "storage/postgres/message_views.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr char kCursorTag = 'm';
constexpr TimeMs kBegin = std::numeric_limits<TimeMs>::min();
constexpr TimeMs kEnd = std::numeric_limits<TimeMs>::max();

}  // namespace

MessageSearch::MessageSearch(db::Connection& connection, Sources& sources, Partitions& partitions,
                             const SearchQuery& query)
    : connection_(connection),
      sources_(sources),
      partitions_(partitions),
      query_(query),
      terms_(query.text),
      limit_(std::clamp<std::size_t>(query.limit, 1, kMostPerPage)) {
  if (query.cursor.empty()) return;
  const std::vector<std::int64_t> numbers = ParseCursor(kCursorTag, query.cursor, 2);
  position_ = Position{numbers[0], numbers[1]};
}

SqlWhere MessageSearch::Filter(const VisibleAccounts& visible) {
  SqlWhere where;
  if (!terms_.empty()) where.And("m.grams @> " + where.BindInt4s(terms_.codes()));
  if (query_.conversation) where.And("m.conversation_id = " + where.BindUuid(*query_.conversation));
  AndVisible(where, "m.conversation_id", visible);
  if (query_.employee) {
    AndTakesPart(where, "m.conversation_id",
                 {{sources_.Find(connection_, query_.employee->source)}, {query_.employee->id}});
  }
  if (query_.department) {
    AndTakesPart(where, "m.conversation_id", EmployeesOf(connection_, sources_, {*query_.department}));
  }
  if (query_.customer) {
    where.And("m.conversation_id IN (SELECT conversation_id FROM conversation_party WHERE kind = 2 AND party_id = " +
              where.BindText(*query_.customer) + ")");  // PartyKind::kExternal
  }
  if (query_.channel) where.And("m.channel = " + where.BindInt(static_cast<int>(*query_.channel)));
  if (query_.role) where.And("m.role = " + where.BindInt(static_cast<int>(*query_.role)));
  if (!query_.type.empty()) where.And("m.type = " + where.BindText(query_.type));
  if (query_.recalled) where.And(std::string("m.recalled_at IS ") + (*query_.recalled ? "NOT NULL" : "NULL"));
  if (query_.has_media) where.And(std::string(*query_.has_media ? "" : "NOT ") + "m.has_media");
  return where;
}

/// The parts of the table in the wanted order, cut to the asked range and to what the cursor leaves.
std::vector<MessageSearch::Window> MessageSearch::Windows() {
  TimeMs from = query_.from != 0 ? query_.from : kBegin;
  TimeMs until = query_.until != 0 ? query_.until : kEnd;
  if (position_ && query_.oldest_first) from = std::max(from, position_->sent_at);
  if (position_ && !query_.oldest_first && position_->sent_at < kEnd) until = std::min(until, position_->sent_at + 1);
  std::vector<TimeMs> borders = {kBegin};
  for (const TimeMs border : partitions_.MessageBorders(connection_)) borders.push_back(border);
  borders.push_back(kEnd);
  std::vector<Window> windows;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    const Window window{std::max(borders[i], from), std::min(borders[i + 1], until)};
    if (window.from < window.until) windows.push_back(window);
  }
  if (!query_.oldest_first) std::reverse(windows.begin(), windows.end());
  return windows;
}

void MessageSearch::SearchWindow(const SqlWhere& filter, const Window& window, std::vector<MessageView>& found) {
  const std::size_t batch = limit_ + 1;
  while (found.size() <= limit_) {
    SqlWhere where = filter;
    where.And("m.sent_at >= " + where.BindInt(window.from));
    where.And("m.sent_at < " + where.BindInt(window.until));
    if (position_) {
      where.And(std::string("(m.sent_at, m.message_id) ") + (query_.oldest_first ? "> (" : "< (") +
                where.BindInt(position_->sent_at) + ", " + where.BindInt(position_->message_id) + ")");
    }
    const std::string direction = query_.oldest_first ? " ASC" : " DESC";
    const db::Rows rows = connection_.Query(std::string("SELECT ") + kMessageColumns + " FROM message m" + where.text +
                                                " ORDER BY m.sent_at" + direction + ", m.message_id" + direction +
                                                " LIMIT " + std::to_string(batch),
                                            where.params);
    std::vector<MessageView> views = ReadMessageRows(connection_, sources_, rows);
    for (MessageView& view : views) {
      position_ = Position{view.ref.sent_at, static_cast<std::int64_t>(view.ref.message_id)};
      if (!terms_.empty() && !terms_.Match(view.text, view.quote, view.hits)) continue;
      found.push_back(std::move(view));
      if (found.size() > limit_) return;
    }
    if (rows.size() < batch) return;
  }
}

/// What the planner expects: cheap, and good enough to say "about 3,000".
std::uint64_t MessageSearch::Estimate(const SqlWhere& filter) {
  SqlWhere where = filter;
  if (query_.from != 0) where.And("m.sent_at >= " + where.BindInt(query_.from));
  if (query_.until != 0) where.And("m.sent_at < " + where.BindInt(query_.until));
  const db::Rows plan = connection_.Query("EXPLAIN SELECT 1 FROM message m" + where.text, where.params);
  if (plan.empty()) return 0;
  const std::string line = plan.Text(0, 0);  // Append  (cost=0.00..1.00 rows=123 width=4)
  const std::size_t at = line.find("rows=");
  return at == std::string::npos ? 0 : std::strtoull(line.c_str() + at + 5, nullptr, 10);
}

SearchPage MessageSearch::Run(const Scope& scope) {
  SearchPage page;
  page.total_exact = true;
  const VisibleAccounts visible = Resolve(connection_, sources_, scope);
  if (visible.nothing()) return page;
  const SqlWhere filter = Filter(visible);
  const bool first_page = !position_;
  for (const Window& window : Windows()) {
    SearchWindow(filter, window, page.items);
    if (page.items.size() > limit_) break;
  }
  if (page.items.size() > limit_) {
    page.items.resize(limit_);
    const MessageRef& last = page.items.back().ref;
    page.next_cursor = MakeCursor(kCursorTag, {last.sent_at, static_cast<std::int64_t>(last.message_id)});
  }
  page.total_exact = first_page && page.next_cursor.empty();
  page.estimated_total = page.items.size();
  if (!page.total_exact) page.estimated_total = std::max(page.estimated_total, Estimate(filter));
  return page;
}

}  // namespace custos::storage
