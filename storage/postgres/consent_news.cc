// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/consent_news.h"

#include <algorithm>

namespace custos::storage {
namespace {

constexpr TimeMs kSettling = 60'000;  ///< an answer younger than this may be older than the news: times are in seconds

// The rows are locked in the order of their keys, as the answers are put.
constexpr char kAskAgain[] =
    "WITH news AS (SELECT n.id, max(n.at) AS at FROM unnest($1::uuid[], $2::bigint[]) AS n(id, at) GROUP BY n.id),"
    " due AS (SELECT c.source_id, c.kind, c.holder, c.customer_id FROM news n"
    "   JOIN conversation_party o ON o.conversation_id = n.id AND o.kind = 2"
    "   JOIN conversation_party a ON a.conversation_id = n.id AND a.kind = 1"
    "   JOIN source s ON s.source_id = o.source_id"
    "   JOIN consent c ON c.source_id = coalesce(s.directory_id, o.source_id) AND c.kind = 1 AND c.holder = a.party_id"
    "    AND c.customer_id = o.party_id WHERE NOT o.in_group AND c.asked_at <= n.at + $3"
    "  UNION SELECT c.source_id, c.kind, c.holder, c.customer_id FROM news n"
    "   JOIN conversation v ON v.conversation_id = n.id AND left(v.key, 2) = 'g:'"
    "   JOIN source s ON s.source_id = v.source_id"
    "   JOIN consent c ON c.source_id = coalesce(s.directory_id, v.source_id) AND c.kind = 2"
    "    AND c.holder = substr(v.key, 3) WHERE c.asked_at <= n.at + $3),"
    " locked AS (SELECT c.source_id, c.kind, c.holder, c.customer_id FROM consent c"
    "   JOIN due USING (source_id, kind, holder, customer_id)"
    "   ORDER BY c.source_id, c.kind, c.holder, c.customer_id FOR UPDATE OF c)"
    " UPDATE consent c SET again = true FROM locked l WHERE c.source_id = l.source_id AND c.kind = l.kind"
    " AND c.holder = l.holder AND c.customer_id = l.customer_id";

}  // namespace

const std::vector<std::string>& ConsentNewsTypes() {
  static const std::vector<std::string> types = {"agree", "disagree", "msg_audit_approved"};
  return types;
}

bool IsConsentNews(Channel channel, std::string_view type) {
  if (channel != Channel::kChat && channel != Channel::kEvent) return false;
  const auto& types = ConsentNewsTypes();
  return std::find(types.begin(), types.end(), type) != types.end();
}

void AskAgain(db::Connection& connection, const ConsentNews& news) {
  if (news.conversations.empty()) return;
  connection.Query(kAskAgain, db::Params().UuidArray(news.conversations).IntArray(news.ats).Int(kSettling));
}

}  // namespace custos::storage
