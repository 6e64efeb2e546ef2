// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_search.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/postgres/cursor.h"
#include "storage/postgres/message_scan.h"
#include "storage/postgres/message_views.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr char kCursorTag = 'm';

std::vector<ConversationId> Conversations(db::Connection& connection, const SqlWhere& where) {
  const std::string sql = "SELECT c.conversation_id FROM conversation c" + where.text;
  const db::Rows rows = connection.QueryBinary(sql.c_str(), where.params);
  std::vector<ConversationId> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows.Uuid(i, 0));
  return ids;
}

}  // namespace

MessageSearch::MessageSearch(db::Connection& connection, Sources& sources, SealedStore& sealed,
                             const SearchQuery& query)
    : connection_(connection),
      sources_(sources),
      sealed_(sealed),
      query_(query),
      terms_(query.text),
      limit_(std::clamp<std::size_t>(query.limit, 1, kMostPerPage)) {}

CandidateQuery MessageSearch::Plan(const VisibleAccounts& visible) {
  CandidateQuery plan;
  plan.grams = GramCondition::AllOf(terms_.codes());
  SqlWhere where;
  AndVisible(where, "c.conversation_id", visible);
  if (query_.conversation) where.And("c.conversation_id = " + where.BindUuid(*query_.conversation));
  if (query_.employee) {
    AndTakesPart(where, "c.conversation_id",
                 {{sources_.Find(connection_, query_.employee->source)}, {query_.employee->id}});
  }
  if (query_.department) {
    AndTakesPart(where, "c.conversation_id", EmployeesOf(connection_, sources_, {*query_.department}));
  }
  if (query_.customer) {
    where.And("c.conversation_id IN (SELECT conversation_id FROM conversation_party WHERE kind = 2 AND party_id = " +
              where.BindText(*query_.customer) + ")");  // PartyKind::kExternal
  }
  if (!where.text.empty()) plan.conversations = Conversations(connection_, where);
  if (query_.channel) plan.channels = {*query_.channel};
  if (query_.role) plan.roles = {*query_.role};
  if (!query_.type.empty()) plan.types = {query_.type};
  plan.recalled = query_.recalled;
  plan.has_media = query_.has_media;
  plan.from = query_.from;
  plan.until = query_.until;
  plan.oldest_first = query_.oldest_first;
  if (!query_.cursor.empty()) {
    const std::vector<std::int64_t> numbers = ParseCursor(kCursorTag, query_.cursor, 2);
    plan.after = MessagePosition{numbers[0], static_cast<std::uint64_t>(numbers[1])};
  }
  return plan;
}

SearchPage MessageSearch::Run(const Scope& scope) {
  SearchPage page;
  page.total_exact = true;
  const VisibleAccounts visible = Resolve(connection_, sources_, scope);
  if (visible.nothing()) return page;
  const CandidateQuery plan = Plan(visible);
  MessageScan scan(connection_, sealed_.catalog, plan);
  while (page.items.size() <= limit_) {
    const std::vector<MessageRef> refs = scan.Next(limit_ + 1);
    for (MessageView& view : LoadMessages(connection_, sources_, refs)) {
      if (!terms_.empty() && !terms_.Match(view.text, view.quote, view.hits)) continue;
      page.items.push_back(std::move(view));
    }
    if (refs.size() <= limit_) break;
  }
  if (page.items.size() > limit_) {
    page.items.resize(limit_);
    const MessageRef& last = page.items.back().ref;
    page.next_cursor = MakeCursor(kCursorTag, {last.sent_at, static_cast<std::int64_t>(last.message_id)});
  }
  page.total_exact = query_.cursor.empty() && page.next_cursor.empty();
  page.estimated_total = page.items.size();
  if (!page.total_exact) page.estimated_total = std::max(page.estimated_total, scan.Expect().messages);
  return page;
}

}  // namespace custos::storage
