// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/hot_scan.h"

#include <cstdlib>
#include <string>

namespace custos::storage {
namespace {

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string Condition(SqlWhere& where, const GramCondition& grams) {
  if (grams.kind == GramCondition::Kind::kAny) return "true";
  const bool all = grams.kind == GramCondition::Kind::kAll;
  std::string text;
  const auto add = [&](const std::string& condition) {
    text += (text.empty() ? "(" : all ? " AND " : " OR ") + condition;
  };
  if (!grams.codes.empty()) add(std::string("m.grams ") + (all ? "@> " : "&& ") + where.BindInt4s(grams.codes));
  for (const GramCondition& part : grams.parts) add(Condition(where, part));
  if (text.empty()) return all ? "true" : "false";
  return text + ")";
}

template <class Enumeration>
void AndOneOf(SqlWhere& where, const char* column, const std::optional<std::vector<Enumeration>>& wanted) {
  if (!wanted) return;
  std::vector<std::int64_t> numbers;
  for (const Enumeration one : *wanted) numbers.push_back(static_cast<std::int64_t>(one));
  where.And(std::string(column) + " = ANY(" + where.BindInts(numbers) + ")");
}

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

SqlWhere Conditions(const CandidateQuery& query, std::uint64_t first_leaf) {
  SqlWhere where;
  where.And("m.message_id >= " + where.BindInt(Signed(first_leaf)));
  if (query.grams.kind != GramCondition::Kind::kAny) where.And(Condition(where, query.grams));
  if (query.conversations) {
    std::vector<std::string> ids;
    for (const ConversationId& id : *query.conversations) ids.push_back(BytesOf(id));
    where.And("m.conversation_id = ANY(" + where.BindUuids(ids) + "::uuid[])");
  }
  if (query.messages) {
    std::vector<std::int64_t> ids;
    for (const std::uint64_t id : *query.messages) ids.push_back(Signed(id));
    where.And("m.message_id = ANY(" + where.BindInts(ids) + ")");
  }
  AndOneOf(where, "m.channel", query.channels);
  AndOneOf(where, "m.role", query.roles);
  AndOneOf(where, "m.conversation_kind", query.conversation_kinds);
  if (query.types) where.And("m.type = ANY(" + where.BindTexts(*query.types) + ")");
  if (query.senders) {
    std::vector<std::int64_t> kinds;
    std::vector<std::string> ids;
    for (const Party& party : *query.senders) {
      kinds.push_back(static_cast<std::int64_t>(party.kind));
      ids.push_back(party.id);
    }
    const std::string kind_list = where.BindInts(kinds);
    where.And("(m.from_kind, m.from_id) IN (SELECT * FROM unnest(" + kind_list + "::bigint[], " + where.BindTexts(ids) +
              "::text[]))");
  }
  if (query.has_media) where.And(std::string(*query.has_media ? "" : "NOT ") + "m.has_media");
  if (query.recalled) where.And(std::string("m.recalled_at IS ") + (*query.recalled ? "NOT NULL" : "NULL"));
  if (query.from != 0) where.And("m.sent_at >= " + where.BindInt(query.from));
  if (query.until != 0) where.And("m.sent_at < " + where.BindInt(query.until));
  return where;
}

}  // namespace

HotScan::HotScan(db::Connection& connection, const CandidateQuery& query, std::uint64_t first_leaf)
    : connection_(connection),
      oldest_first_(query.oldest_first),
      after_(query.after),
      where_(Conditions(query, first_leaf)) {}

std::vector<MessageRef> HotScan::Next(std::size_t most) {
  std::vector<MessageRef> refs;
  if (ended_) return refs;
  SqlWhere where = where_;
  const std::string direction = oldest_first_ ? " ASC" : " DESC";
  if (after_) {
    where.And(std::string("(m.sent_at, m.message_id) ") + (oldest_first_ ? "> (" : "< (") +
              where.BindInt(after_->sent_at) + ", " + where.BindInt(Signed(after_->message_id)) + ")");
  }
  const db::Rows rows = connection_.Query("SELECT m.message_id, m.conversation_id, m.sent_at FROM message m" +
                                              where.text + " ORDER BY m.sent_at" + direction + ", m.message_id" +
                                              direction + " LIMIT " + std::to_string(most),
                                          where.params);
  for (std::size_t i = 0; i < rows.size(); ++i) refs.push_back({rows.Id(i, 0), rows.Uuid(i, 1), rows.Int(i, 2)});
  ended_ = refs.size() < most;
  if (!refs.empty()) after_ = MessagePosition{refs.back().sent_at, refs.back().message_id};
  return refs;
}

std::uint64_t HotScan::Estimate() {
  const db::Rows plan = connection_.Query("EXPLAIN SELECT 1 FROM message m" + where_.text, where_.params);
  if (plan.empty()) return 0;
  const std::string line = plan.Text(0, 0);  // Append  (cost=0.00..1.00 rows=123 width=4)
  const std::size_t at = line.find("rows=");
  return at == std::string::npos ? 0 : std::strtoull(line.c_str() + at + 5, nullptr, 10);
}

}  // namespace custos::storage
