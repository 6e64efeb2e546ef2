// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/pool_returns.h"

#include <algorithm>

#include "storage/ownership_rules.h"
#include "storage/postgres/postgres_public_pool_store.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr int kMost = 500;

constexpr char kNote[] =
    "INSERT INTO return_due (customer) SELECT DISTINCT customer FROM ownership WHERE customer = ANY($1)"
    " AND owner_id <> '' AND NOT merged AND EXISTS (SELECT 1 FROM customer_pool)";
constexpr char kNoted[] = "SELECT id, customer FROM return_due ORDER BY id LIMIT $1";
constexpr char kLooked[] = "DELETE FROM return_due WHERE id = ANY($1)";
constexpr char kDue[] =
    "SELECT (EXISTS (SELECT 1 FROM ownership WHERE look_at <= $1 AND owner_id <> '' AND NOT merged)"
    " OR EXISTS (SELECT 1 FROM return_due)) AND EXISTS (SELECT 1 FROM customer_pool)";
// A pool without departments takes from everybody. Any message of a conversation of the two is contact.
constexpr char kTake[] =
    "WITH due AS ((SELECT customer, line, since, warned_at, owner_source, owner_id FROM ownership"
    "  WHERE look_at <= $1 AND owner_id <> '' AND NOT merged ORDER BY look_at LIMIT $2)"
    " UNION SELECT customer, line, since, warned_at, owner_source, owner_id FROM ownership"
    "  WHERE customer = ANY($3) AND owner_id <> '' AND NOT merged)"
    " SELECT d.customer, d.line, d.since, d.warned_at, r.grade, r.stage,"
    "  coalesce((SELECT max(c.last_at) FROM customer_identity i JOIN conversation_party p ON p.kind = 2"
    "    AND p.party_id = i.value JOIN source s ON s.source_id = p.source_id"
    "    AND (i.kind IN (3, 4) OR (i.kind = 1 AND i.scope = coalesce(s.directory_id, p.source_id)))"
    "   JOIN conversation_party q ON q.conversation_id = p.conversation_id AND q.kind = 1 AND q.party_id = d.owner_id"
    "   JOIN conversation c ON c.conversation_id = p.conversation_id WHERE i.customer = d.customer), 0),"
    "  array(SELECT p.id FROM customer_pool p WHERE p.line = d.line AND (p.departments = '[]' OR EXISTS ("
    "   SELECT 1 FROM jsonb_to_recordset(p.departments::jsonb) AS w(source text, id bigint)"
    "   JOIN source s ON s.name = w.source AND s.source_id = d.owner_source"
    "   JOIN employee e ON e.source_id = d.owner_source AND e.id = d.owner_id"
    "   JOIN department x ON x.source_id = s.source_id AND x.id = ANY(e.departments) WHERE w.id = ANY(x.path)))"
    "  ORDER BY p.id),"
    "  coalesce((SELECT max(o.ordered_at) FROM customer_identity i JOIN customer_order o ON o.kind = i.kind"
    "    AND o.scope = i.scope AND o.value = i.value AND o.status IN (1, 2) WHERE i.customer = d.customer), 0)"
    " FROM due d JOIN customer_record r ON r.id = d.customer";
constexpr char kDates[] =
    "UPDATE ownership o SET look_at = t.look, warned_at = t.warned, due_at = t.due, due_pool = t.pool"
    " FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])"
    " AS t(customer, line, look, warned, due, pool)"
    " WHERE o.customer = t.customer AND o.line = t.line";

}  // namespace

std::optional<ReturnDate> ReturnDateOf(const PublicPool& pool, const ReturnFacts& facts) {
  const ReturnRule& rule = pool.returns;
  const auto among = [](const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (!rule.grades.empty() && !among(rule.grades, facts.grade)) return std::nullopt;
  std::optional<ReturnDate> date;
  const auto consider = [&](TimeMs due, const char* reason) {
    if (date && date->due <= due) return;
    date = ReturnDate{.pool = pool.id, .due = due, .warn = due - rule.warn_days * kDay, .reason = reason};
  };
  if (rule.idle_days != 0) consider(std::max(facts.since, facts.contact) + rule.idle_days * kDay, "idle");
  const bool sold = facts.deal != 0 && facts.deal >= facts.since;
  if (rule.no_deal_days != 0 && !sold && !among(rule.deal_stages, facts.stage)) {
    consider(facts.since + rule.no_deal_days * kDay, "no_deal");
  }
  return date;
}

void NoteForReturns(db::Connection& connection, const std::vector<std::int64_t>& customers) {
  if (!customers.empty()) connection.Query(kNote, db::Params().IntArray(customers));
}

bool ReturnsDue(db::Connection& connection, TimeMs now) {
  return connection.Query(kDue, db::Params().Int(now)).Bool(0, 0);
}

std::uint64_t PoolReturns::Run() {
  pools_ = ReadPools(book_.connection());
  const db::Rows noted = book_.connection().Query(kNoted, db::Params().Int(kMost));
  std::vector<std::int64_t> notes, ordered;
  for (std::size_t i = 0; i < noted.size(); ++i) {
    notes.push_back(noted.Int(i, 0));
    ordered.push_back(noted.Int(i, 1));
  }
  const std::vector<Owned> due = Take(ordered);
  std::vector<OwnershipKey> keys;
  for (const Owned& owned : due) keys.push_back(owned.key);
  book_.Load(keys);
  for (const Owned& owned : due) Decide(owned);
  book_.Write();
  WriteDates();
  if (!notes.empty()) book_.connection().Query(kLooked, db::Params().IntArray(notes));
  return std::max(due.size(), notes.size());
}

std::vector<PoolReturns::Owned> PoolReturns::Take(const std::vector<std::int64_t>& ordered) {
  const db::Rows rows = book_.connection().Query(kTake, db::Params().Int(book_.now()).Int(kMost).IntArray(ordered));
  std::vector<Owned> due;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Owned& owned = due.emplace_back();
    owned.key = {rows.Id(i, 0), rows.Text(i, 1)};
    owned.facts.since = rows.Int(i, 2);
    owned.warned_at = rows.Int(i, 3);
    owned.facts.grade = rows.Text(i, 4);
    owned.facts.stage = rows.Text(i, 5);
    owned.facts.contact = rows.Int(i, 6);
    owned.facts.deal = rows.Int(i, 8);
    for (const std::int64_t id : rows.IntArray(i, 7)) owned.pools.push_back(static_cast<std::uint64_t>(id));
  }
  return due;
}

/// Of several pools the one that takes first.
void PoolReturns::Decide(const Owned& owned) {
  std::optional<ReturnDate> first;
  for (const PublicPool& pool : pools_) {
    if (std::find(owned.pools.begin(), owned.pools.end(), pool.id) == owned.pools.end()) continue;
    auto date = ReturnDateOf(pool, owned.facts);
    if (date && (!first || date->due < first->due)) first = std::move(date);
  }
  // Rules, grades and departments change: nobody is forgotten for longer than a day.
  TimeMs look = book_.now() + kDay;
  TimeMs warned = 0;
  if (first && first->due <= book_.now()) {
    OwnershipOrder order;
    order.act = OwnershipAct::kReturn;
    order.pool = first->pool;
    order.actor.cause = "pool:" + std::to_string(first->pool);
    order.actor.reason = first->reason;
    const auto next = Ordered(book_.At(owned.key).state, order, book_.now());
    if (next) book_.Step(owned.key, order.act, std::nullopt, *next, order.actor);
    warned = next ? 0 : owned.warned_at;
  } else if (first && first->warn <= book_.now()) {
    look = std::min(look, first->due);
    warned = owned.warned_at != 0 ? owned.warned_at : book_.now();
  } else if (first) {
    look = std::min(look, first->warn);
  }
  customers_.push_back(static_cast<std::int64_t>(owned.key.first));
  lines_.push_back(owned.key.second);
  looks_.push_back(look);
  warned_.push_back(warned);
  dues_.push_back(warned != 0 ? first->due : 0);
  due_pools_.push_back(warned != 0 ? static_cast<std::int64_t>(first->pool) : 0);
}

void PoolReturns::WriteDates() {
  if (customers_.empty()) return;
  book_.connection().Query(kDates, db::Params()
                                       .IntArray(customers_)
                                       .TextArray(lines_)
                                       .IntArray(looks_)
                                       .IntArray(warned_)
                                       .IntArray(dues_)
                                       .IntArray(due_pools_));
}

}  // namespace custos::storage
