// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "storage/format/ownership.h"
#include "storage/postgres/allocation_rows.h"
#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"
#include "storage/postgres/postgres_allocation_store.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kAgain = 30'000;          // after the ledger refused
constexpr TimeMs kMoveAgain = 600'000;     // likewise, of a time-out
constexpr std::int64_t kMostLag = 65'536;  // leaves that messages and calls were not counted of
constexpr char kCursorTag = 'a';

constexpr char kTurns[] =
    "INSERT INTO allocation_turn (rule, source_id, employee_id, credit, last)"
    " SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::bigint[])"
    " ON CONFLICT (rule, source_id, employee_id) DO UPDATE SET credit = EXCLUDED.credit, last = EXCLUDED.last";
constexpr char kPassOn[] =
    "UPDATE allocation_decision SET watch = 3, due_at = 0 WHERE id = ANY($1::bigint[]) AND watch = 1";
// The chain of a customer and line does not fork: the entry that follows the one that was seen is ours or nobody's.
constexpr char kFollowers[] =
    "SELECT d.id, e.leaf, e.act, e.content FROM allocation_decision d JOIN ownership_entry e"
    " ON e.customer = d.customer AND e.line = d.line AND e.previous = d.seen WHERE d.state = 0";
constexpr char kFinish[] =
    "UPDATE allocation_decision d SET state = CASE WHEN t.code = '' THEN 1 ELSE 2 END, code = t.code, entry = t.entry,"
    " watch = CASE WHEN t.code = '' THEN d.watch ELSE 0 END, due_at = CASE WHEN t.code = '' THEN d.due_at ELSE 0 END"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS t(id, entry, code) WHERE d.id = t.id AND d.state = 0";
constexpr char kDone[] =
    "DELETE FROM allocation_due q USING allocation_decision d WHERE d.id = ANY($1::bigint[]) AND d.state = 1"
    " AND q.customer = d.customer AND q.line = d.line";
constexpr char kRefused[] =
    "UPDATE allocation_due q SET reason = 'ledger', rule = d.rule, next_at = $2 FROM allocation_decision d"
    " WHERE d.id = ANY($1::bigint[]) AND d.state = 2 AND q.customer = d.customer AND q.line = d.line";
// Whoever could not be moved keeps his time-out, unless somebody else gave him away.
constexpr char kMoveRefused[] =
    "UPDATE allocation_decision p SET watch = CASE WHEN d.code = 'ownership.changed' THEN 4 ELSE 1 END,"
    " due_at = CASE WHEN d.code = 'ownership.changed' THEN 0 ELSE $2 END FROM allocation_decision d"
    " WHERE d.id = ANY($1::bigint[]) AND d.state = 2 AND d.previous = p.id AND p.watch = 3";
constexpr char kLag[] = "SELECT (SELECT tree_size FROM log_head) - (SELECT leaf FROM activity_progress)";
constexpr char kTimeOuts[] = " WHERE d.watch = 1 AND d.state = 1 AND d.due_at <= $1 ORDER BY d.due_at, d.id LIMIT $2";
constexpr char kTheirCases[] =
    "(SELECT customer, line, at AS since, origin, lead, user_id, user_name, id FROM allocation_decision"
    " WHERE id = ANY($2::bigint[]))";
// A message, a call that was answered, or one that was tried since that day.
constexpr char kSpoken[] =
    "SELECT d.id, coalesce((SELECT o.since FROM ownership o WHERE o.customer = d.customer AND o.line = d.line), 0),"
    " EXISTS (SELECT 1 FROM customer_identity i JOIN activity_contact a ON a.party_id = i.value"
    "  AND a.source_id = d.source_id AND a.employee_id = d.employee_id AND a.last_out_at >= d.at"
    "  WHERE i.customer = d.customer AND (i.kind = 3 OR (i.kind = 1 AND i.scope = d.source_id)))"
    " OR EXISTS (SELECT 1 FROM customer_identity i CROSS JOIN generate_series((d.at + $2) / $3, ($4 + $2) / $3) AS "
    "g(day)"
    "  JOIN activity_contact_day c ON c.day = g.day AND c.source_id = d.source_id AND c.employee_id = d.employee_id"
    "  AND c.party_id = i.value AND c.calls_out > 0 WHERE i.customer = d.customer AND i.kind IN (1, 3))"
    " FROM allocation_decision d WHERE d.id = ANY($1::bigint[])";
constexpr char kChain[] =
    "WITH RECURSIVE chain AS (SELECT id AS top, previous, source_id, employee_id FROM allocation_decision"
    "  WHERE id = ANY($1::bigint[]) UNION ALL SELECT c.top, p.previous, p.source_id, p.employee_id FROM chain c"
    "  JOIN allocation_decision p ON p.id = c.previous) SELECT top, source_id, employee_id FROM chain";
constexpr char kWatch[] = "UPDATE allocation_decision SET watch = $2, due_at = $3 WHERE id = $1 AND watch = 1";
constexpr char kPoolNames[] = "SELECT id, name FROM customer_pool";
constexpr char kNames[] = "SELECT id, name FROM customer_record WHERE id = ANY($1::bigint[])";

constexpr char kTakenOff[] =
    "SELECT t.n FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS t(customer, line, n) WHERE NOT EXISTS"
    " (SELECT 1 FROM allocation_due d WHERE d.customer = t.customer AND d.line = t.line) ORDER BY t.n";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::vector<std::int64_t> IdsOf(const std::vector<AllocationDecision>& decisions) {
  std::vector<std::int64_t> ids;
  for (const AllocationDecision& one : decisions) ids.push_back(Signed(one.id));
  return ids;
}

/// Which of the decisions are about somebody who is on the list no more.
std::vector<std::size_t> TakenOff(db::Connection& connection, const std::vector<AllocationDecision>& decisions) {
  std::vector<std::int64_t> customers;
  std::vector<std::string> lines;
  for (const AllocationDecision& one : decisions) {
    customers.push_back(Signed(one.customer));
    lines.push_back(one.line);
  }
  const db::Rows rows = connection.Query(kTakenOff, db::Params().IntArray(customers).TextArray(lines));
  std::vector<std::size_t> gone;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto index = static_cast<std::size_t>(rows.Int(i, 0) - 1);
    if (decisions[index].previous == 0) gone.push_back(index);
  }
  return gone;
}

/// The entry that carries a decision out.
bool IsOurs(const AllocationDecision& decision, OwnershipAct act, const std::string& content) {
  const auto decoded = DecodeOwnership(content);
  if (!decoded || decoded->actor.cause != "allocation:" + std::to_string(decision.rule)) return false;
  if (decision.act == AllocationAct::kToPool) return act == OwnershipAct::kReturn;
  return act == OwnershipAct::kAssign && decoded->employee && decision.taker &&
         SameEmployee(*decoded->employee, *decision.taker);
}

}  // namespace

Result<std::vector<std::vector<TakerStanding>>> PostgresAllocationStore::Standing(
    const std::vector<AllocationRule>& rules) {
  return db::Guard([&] {
    const TimeMs zone = TimeMs{zone_minutes_} * 60'000;
    const TimeMs local = clock_.Now() + zone;
    auto lease = readers_.Acquire();
    return ReadTakers(*lease, rules, local - local % kDay - zone);
  });
}

void PostgresAllocationStore::WriteTurns(db::Connection& connection, const std::vector<AllocationTurn>& turns) {
  if (turns.empty()) return;
  std::vector<std::int64_t> rules, credits, lasts;
  std::vector<std::int32_t> sources;
  std::vector<std::string> ids;
  for (const AllocationTurn& one : turns) {
    rules.push_back(Signed(one.rule));
    sources.push_back(sources_.Find(connection, one.employee.source));
    ids.push_back(one.employee.id);
    credits.push_back(one.credit);
    lasts.push_back(one.last);
  }
  connection.Query(kTurns,
                   db::Params().IntArray(rules).Int4Array(sources).TextArray(ids).IntArray(credits).IntArray(lasts));
}

Result<std::vector<std::uint64_t>> PostgresAllocationStore::Mean(std::vector<AllocationDecision> decisions,
                                                                 const std::vector<AllocationTurn>& turns) {
  return db::Guard([&] {
    std::vector<std::uint64_t> ids;
    if (decisions.empty()) return ids;
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    HoldAllocationList(*lease);
    const std::vector<std::size_t> gone = TakenOff(*lease, decisions);
    for (auto index = gone.rbegin(); index != gone.rend(); ++index) {
      decisions.erase(decisions.begin() + static_cast<std::ptrdiff_t>(*index));
    }
    ids = WriteAllocationDecisions(*lease, sources_, decisions, clock_.Now());
    WriteTurns(*lease, turns);
    std::vector<std::int64_t> passed, kept;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      if (decisions[i].previous != 0) passed.push_back(Signed(decisions[i].previous));
      if (decisions[i].act == AllocationAct::kKept) kept.push_back(Signed(ids[i]));
    }
    if (!passed.empty()) lease->Query(kPassOn, db::Params().IntArray(passed));
    if (!kept.empty()) lease->Query(kDone, db::Params().IntArray(kept));
    transaction.Commit();
    for (const std::size_t index : gone) ids.insert(ids.begin() + static_cast<std::ptrdiff_t>(index), 0);
    return ids;
  });
}

Result<std::vector<AllocationDecision>> PostgresAllocationStore::Unfinished() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    std::vector<AllocationDecision> open =
        ReadAllocationDecisions(*lease, sources_, " WHERE d.state = 0 ORDER BY d.id", {});
    if (open.empty()) return open;
    const db::Rows rows = lease->Query(kFollowers);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto of = std::find_if(open.begin(), open.end(), [&](const auto& one) { return one.id == rows.Id(i, 0); });
      if (of != open.end() && IsOurs(*of, static_cast<OwnershipAct>(rows.Int(i, 2)), rows.Bytes(i, 3))) {
        of->entry = rows.Int(i, 1);
      }
    }
    return open;
  });
}

Status PostgresAllocationStore::Finish(const std::vector<AllocationFinish>& outcomes,
                                       const std::vector<AllocationTurn>& turns) {
  if (outcomes.empty() && turns.empty()) return {};
  return db::Guard([&] {
    std::vector<std::int64_t> ids, entries;
    std::vector<std::string> codes;
    bool refused = false;
    for (const AllocationFinish& one : outcomes) {
      ids.push_back(Signed(one.id));
      entries.push_back(one.entry);
      codes.push_back(one.refused);
      refused = refused || !one.refused.empty();
    }
    const TimeMs now = clock_.Now();
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kFinish, db::Params().IntArray(ids).IntArray(entries).TextArray(codes));
    lease->Query(kDone, db::Params().IntArray(ids));
    WriteTurns(*lease, turns);
    if (refused) {
      lease->Query(kRefused, db::Params().IntArray(ids).Int(now + kAgain));
      lease->Query(kMoveRefused, db::Params().IntArray(ids).Int(now + kMoveAgain));
    }
    transaction.Commit();
  });
}

Result<std::vector<AllocationTimeOut>> PostgresAllocationStore::TimeOuts(std::size_t limit) {
  return db::Guard([&] {
    const TimeMs now = clock_.Now();
    auto lease = writers_.Acquire();
    std::vector<AllocationTimeOut> due;
    auto decisions = ReadAllocationDecisions(*lease, sources_, kTimeOuts, db::Params().Int(now).Int(Signed(limit)));
    if (decisions.empty() || lease->Query(kLag).Int(0, 0) > kMostLag) return due;
    const std::vector<std::int64_t> ids = IdsOf(decisions);
    const auto cases = ReadAllocationCases(*lease, sources_, kTheirCases, "", db::Params().Int(now).IntArray(ids));
    std::map<std::pair<std::uint64_t, std::string>, const AllocationCase*> by_key;
    for (const AllocationCase& one : cases) by_key[{one.customer, one.line}] = &one;
    std::map<std::uint64_t, AllocationTimeOut*> by_id;
    due.resize(decisions.size());
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      due[i].now = *by_key.at({decisions[i].customer, decisions[i].line});
      by_id[decisions[i].id] = &due[i];
      due[i].decision = std::move(decisions[i]);
    }
    const TimeMs zone = TimeMs{zone_minutes_} * 60'000;
    const db::Rows spoken = lease->Query(kSpoken, db::Params().IntArray(ids).Int(zone).Int(kDay).Int(now));
    for (std::size_t i = 0; i < spoken.size(); ++i) {
      AllocationTimeOut& one = *by_id.at(spoken.Id(i, 0));
      one.since = spoken.Int(i, 1);
      one.spoken = spoken.Bool(i, 2);
    }
    const db::Rows chain = lease->Query(kChain, db::Params().IntArray(ids));
    for (std::size_t i = 0; i < chain.size(); ++i) {
      by_id.at(chain.Id(i, 0))
          ->had_him.push_back({sources_.NameOf(*lease, static_cast<int>(chain.Int(i, 1))), chain.Text(i, 2)});
    }
    return due;
  });
}

Status PostgresAllocationStore::Watch(std::uint64_t decision, AllocationWatch watch, TimeMs due_at) {
  return db::Guard([&] {
    const TimeMs due = watch == AllocationWatch::kRunning ? due_at : 0;
    writers_.Acquire()->Query(kWatch, db::Params().Int(Signed(decision)).Int(static_cast<int>(watch)).Int(due));
  });
}

Result<AllocationPage> PostgresAllocationStore::Decisions(const AllocationFilter& filter) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, 200);
    SqlWhere where;
    if (filter.customer != 0) where.And("d.customer = " + where.BindInt(Signed(filter.customer)));
    if (filter.rule != 0) where.And("d.rule = " + where.BindInt(Signed(filter.rule)));
    if (filter.taker) {
      where.And("d.act IN (1, 2)");
      AndOf(where, "d", AllOfPerson(*lease, sources_, *filter.taker));
    }
    if (filter.act) where.And("d.act = " + where.BindInt(static_cast<int>(*filter.act)));
    if (filter.state) where.And("d.state = " + where.BindInt(static_cast<int>(*filter.state)));
    if (filter.from != 0) where.And("d.at >= " + where.BindInt(filter.from));
    if (filter.until != 0) where.And("d.at < " + where.BindInt(filter.until));
    if (!filter.cursor.empty()) {
      where.And("d.id < " + where.BindInt(ParseCursor(kCursorTag, filter.cursor, 1)[0]));
    }
    const std::string rest = where.text + " ORDER BY d.id DESC LIMIT " + where.BindInt(Signed(limit + 1));
    auto decisions = ReadAllocationDecisions(*lease, sources_, rest, where.params);
    AllocationPage page;
    const bool more = decisions.size() > limit;
    if (more) decisions.resize(limit);
    if (more) page.next_cursor = MakeCursor(kCursorTag, {Signed(decisions.back().id)});
    People people(*lease, sources_);
    std::vector<std::int64_t> customers;
    const auto want = [&](const std::optional<EmployeeRef>& one) {
      if (one) people.Want(sources_.Find(*lease, one->source), PartyKind::kStaff, one->id);
    };
    for (const AllocationDecision& one : decisions) {
      want(one.taker);
      want(one.moved_from);
      customers.push_back(Signed(one.customer));
    }
    people.Load();
    std::map<std::uint64_t, std::string> pools, names;
    const db::Rows pool_rows = lease->Query(kPoolNames);
    for (std::size_t i = 0; i < pool_rows.size(); ++i) pools[pool_rows.Id(i, 0)] = pool_rows.Text(i, 1);
    const db::Rows name_rows = lease->Query(kNames, db::Params().IntArray(customers));
    for (std::size_t i = 0; i < name_rows.size(); ++i) names[name_rows.Id(i, 0)] = name_rows.Text(i, 1);
    const auto person = [&](const std::optional<EmployeeRef>& one) -> std::optional<PersonView> {
      if (!one) return std::nullopt;
      return people.Get(sources_.Find(*lease, one->source), PartyKind::kStaff, one->id);
    };
    for (AllocationDecision& one : decisions) {
      AllocationView& view = page.items.emplace_back();
      view.taker = person(one.taker);
      view.moved_from = person(one.moved_from);
      if (const auto pool = pools.find(one.pool); pool != pools.end()) view.pool_name = pool->second;
      if (const auto name = names.find(one.customer); name != names.end()) view.customer_name = name->second;
      view.decision = std::move(one);
    }
    return page;
  });
}

}  // namespace custos::storage
