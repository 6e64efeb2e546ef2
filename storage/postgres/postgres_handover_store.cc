// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_handover_store.h"

#include <algorithm>

#include "storage/postgres/handover_candidates.h"
#include "storage/postgres/handover_rows.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 500;

constexpr char kRunningOf[] =
    "SELECT id, state FROM handover WHERE source_id = $1 AND giver = $2 AND state IN (0, 1, 2) FOR UPDATE";
constexpr char kBegin[] =
    "INSERT INTO handover (source_id, giver, resigned, state, message, rule, user_id, user_name, created_at, left_at)"
    " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, coalesce((SELECT max(left_at) FROM unassigned_customer u"
    "  WHERE u.source_id = $1 AND u.giver = $2), 0)) RETURNING id";
constexpr char kDropProposal[] = "DELETE FROM handover WHERE id = $1 AND state = 0";
constexpr char kAddItems[] =
    "INSERT INTO handover_item (handover, n, kind, id, name, taker, state, changed_at)"
    " SELECT $1, r.n, r.kind, r.id, r.name, r.taker, 0, $6 FROM unnest($2::int[], $3::text[], $4::text[], $5::text[])"
    " WITH ORDINALITY AS r(kind, id, name, taker, n)";
constexpr char kLock[] = "SELECT source_id, giver, state, resigned FROM handover WHERE id = $1 FOR UPDATE";
constexpr char kItemState[] = "SELECT state, advice, taker FROM handover_item WHERE handover = $1 AND n = $2";
constexpr char kAgain[] =
    "UPDATE handover_item SET state = 0, taker = $3, code = '', advice = 0, due_at = 0, changed_at = $4"
    " WHERE handover = $1 AND n = $2";
constexpr char kResume[] = "UPDATE handover SET state = 1, ended_at = 0, next_at = 0 WHERE id = $1";
constexpr char kGiveUp[] =
    "WITH given AS (UPDATE handover_item SET state = 7, code = 'handover.cancelled', advice = 1, changed_at = $2"
    "  WHERE handover = $1 AND state = 0 RETURNING n, taker)"
    " INSERT INTO handover_step (handover, n, at, state, taker, code, user_name)"
    " SELECT $1, n, $2, 7, taker, 'handover.cancelled', $3 FROM given";
constexpr char kCancel[] = "UPDATE handover SET state = 2, next_at = 0 WHERE id = $1";
constexpr char kAsking[] =
    "UPDATE handover_item SET state = 1, attempts = attempts + 1, asked_at = $3, changed_at = $3, code = '', advice = 0"
    " WHERE handover = $1 AND n = ANY($2) AND state = 0 AND due_at <= $3 RETURNING n, taker";
constexpr char kStep[] =
    "INSERT INTO handover_step (handover, n, at, state, taker, code, user_name)"
    " SELECT $1, r.n, $3, r.state, i.taker, r.code, $6 FROM unnest($2::int[], $4::int[], $5::text[])"
    " AS r(n, state, code) JOIN handover_item i ON i.handover = $1 AND i.n = r.n";
// What was put back after a cancellation is given up.
constexpr char kSettle[] =
    "WITH put AS (UPDATE handover_item i SET state = CASE WHEN r.state = 0 AND $8 THEN 7 ELSE r.state END,"
    "   code = CASE WHEN r.state = 0 AND $8 THEN 'handover.cancelled' ELSE r.code END, advice = r.advice,"
    "   due_at = r.due_at, changed_at = $7"
    "  FROM unnest($2::int[], $3::int[], $4::text[], $5::int[], $6::bigint[]) AS r(n, state, code, advice, due_at)"
    "  JOIN handover_item o ON o.handover = $1 AND o.n = r.n WHERE i.handover = $1 AND i.n = r.n AND i.state IN (1, 2)"
    "   AND (i.state, i.code, i.due_at) IS DISTINCT FROM (r.state, r.code, r.due_at)"
    "  RETURNING i.n, i.kind, i.id, i.state, i.taker, i.code, o.state AS before),"
    " told AS (INSERT INTO handover_step (handover, n, at, state, taker, code)"
    "  SELECT $1, n, $7, state, taker, code FROM put WHERE state <> before)"
    " SELECT id, taker FROM put WHERE state = 3 AND kind = 1";
// Nobody tells that a relation of somebody who left has ended: his lists are not read any more.
constexpr char kMoved[] =
    "INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, detail)"
    " SELECT $5, 8, $1, $2, r.id, jsonb_build_object('handover', $6::bigint, 'taker', r.taker)::text"
    " FROM unnest($3::text[], $4::text[]) AS r(id, taker)";
constexpr char kDue[] =
    "INSERT INTO customer_due (source_id, customer_id) SELECT $1, id FROM unnest($2::text[]) AS r(id)"
    " ORDER BY id ON CONFLICT DO NOTHING";
constexpr char kAssigned[] =
    "DELETE FROM unassigned_customer WHERE source_id = $1 AND giver = $2 AND customer_id = ANY($3)";
constexpr char kRest[] =
    "UPDATE handover h SET next_at = $2, problem = $3, state = CASE WHEN open THEN state WHEN state = 2 THEN 4 ELSE 3"
    " END, ended_at = CASE WHEN open THEN 0 ELSE $4 END"
    " FROM (SELECT EXISTS (SELECT 1 FROM handover_item WHERE handover = $1 AND state IN (0, 1, 2)) AS open) o"
    " WHERE h.id = $1 AND h.state IN (1, 2)";
constexpr char kGroups[] =
    "SELECT count(*) FROM handover_item i JOIN handover h ON h.id = i.handover WHERE h.source_id = $1 AND h.giver = $2"
    " AND i.kind = 2 AND i.state IN (1, 2, 3) AND i.asked_at >= $3";
constexpr char kArrivals[] =
    "SELECT i.handover, i.n, c.customer, h.source_id, i.taker, h.user_id, h.user_name FROM handover_item i"
    " JOIN handover h ON h.id = i.handover"
    " JOIN customer_identity c ON c.kind = 1 AND c.scope = h.source_id AND c.value = i.id"
    " WHERE i.state = 3 AND i.kind = 1 AND NOT i.booked ORDER BY i.handover, i.n LIMIT $1";
constexpr char kBooked[] =
    "UPDATE handover_item i SET booked = true, code = r.code FROM unnest($1::bigint[], $2::int[], $3::text[])"
    " AS r(handover, n, code)"
    " WHERE i.handover = r.handover AND i.n = r.n";

std::int64_t Signed(std::uint64_t id) { return static_cast<std::int64_t>(id); }

[[noreturn]] void NotFound() { db::Fail(ErrorKind::kNotFound, "handover.not_found", "no such handover"); }

struct Locked {
  int source = 0;
  std::string giver;
  HandoverState state = HandoverState::kProposed;
  bool resigned = false;
};

Locked Lock(db::Connection& connection, std::uint64_t id) {
  const db::Rows rows = connection.Query(kLock, db::Params().Int(Signed(id)));
  if (rows.empty()) NotFound();
  return {static_cast<int>(rows.Int(0, 0)), rows.Text(0, 1), static_cast<HandoverState>(rows.Int(0, 2)),
          rows.Bool(0, 3)};
}

/// kConflict when another handover of the giver is open; a proposal gives way.
void MakeRoom(db::Connection& connection, int source, const std::string& giver) {
  const db::Rows open = connection.Query(kRunningOf, db::Params().Int(source).Text(giver));
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (static_cast<HandoverState>(open.Int(i, 1)) != HandoverState::kProposed) {
      db::Fail(ErrorKind::kConflict, "handover.running", "a handover of this employee is running");
    }
    connection.Query(kDropProposal, db::Params().Int(open.Int(i, 0)));
  }
}

std::vector<std::int32_t> Numbers(const std::vector<std::uint32_t>& from) { return {from.begin(), from.end()}; }

bool MayRetry(HandoverItemState state, int advice) {
  constexpr int kNever = 3;
  switch (state) {
    case HandoverItemState::kRefused:
    case HandoverItemState::kTakerFull:
    case HandoverItemState::kGivenUp: return true;
    case HandoverItemState::kFailed: return advice != kNever;
    default: return false;
  }
}

HandoverView One(db::Connection& connection, Sources& sources, std::uint64_t id) {
  auto found = ReadHandovers(connection, sources, " WHERE h.id = $1", db::Params().Int(Signed(id)));
  if (found.empty()) NotFound();
  AddTakers(connection, sources, found.front());
  return std::move(found.front());
}

}  // namespace

Result<HandoverView> PostgresHandoverStore::Create(const HandoverDraft& draft) {
  return db::Guard([&] {
    if (draft.items.empty()) db::Fail(ErrorKind::kInvalid, "handover.empty", "nothing is to be handed over");
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    const int source = sources_.IdOf(*lease, draft.source);
    db::Transaction transaction(*lease);
    MakeRoom(*lease, source, draft.giver);
    const std::uint64_t id = lease
                                 ->Query(kBegin, db::Params()
                                                     .Int(source)
                                                     .Text(draft.giver)
                                                     .Bool(draft.resigned)
                                                     .Text(draft.message)
                                                     .Text(draft.rule)
                                                     .Int(Signed(draft.user_id))
                                                     .Text(draft.user_name)
                                                     .Int(now))
                                 .Id(0, 0);
    std::vector<std::int32_t> kinds;
    std::vector<std::string> ids, names, takers;
    for (const HandoverDraft::Item& item : draft.items) {
      kinds.push_back(static_cast<int>(item.kind));
      ids.push_back(item.id);
      names.push_back(item.name);
      takers.push_back(item.taker);
    }
    lease->Query(
        kAddItems,
        db::Params().Int(Signed(id)).Int4Array(kinds).TextArray(ids).TextArray(names).TextArray(takers).Int(now));
    transaction.Commit();
    return One(*lease, sources_, id);
  });
}

Result<std::vector<HandoverView>> PostgresHandoverStore::List(std::uint64_t before, std::size_t limit) {
  return db::Guard([&] {
    SqlWhere where;
    if (before != 0) where.And("h.id < " + where.BindInt(Signed(before)));
    return ReadHandovers(*readers_.Acquire(), sources_,
                         where.text + " ORDER BY h.id DESC LIMIT " + std::to_string(std::min(limit, kMostPerPage)),
                         where.params);
  });
}

Result<HandoverView> PostgresHandoverStore::Get(std::uint64_t id) {
  return db::Guard([&] { return One(*readers_.Acquire(), sources_, id); });
}

Result<std::vector<HandoverItem>> PostgresHandoverStore::Items(std::uint64_t id, const HandoverItemFilter& filter) {
  return db::Guard([&] {
    SqlWhere where;
    where.And("i.handover = " + where.BindInt(Signed(id)));
    if (filter.state) where.And("i.state = " + where.BindInt(static_cast<int>(*filter.state)));
    if (!filter.taker.empty()) where.And("i.taker = " + where.BindText(filter.taker));
    if (filter.after != 0) where.And("i.n > " + where.BindInt(filter.after));
    const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
    return ReadHandoverItems(*readers_.Acquire(), sources_, where.text + " ORDER BY i.n LIMIT " + std::to_string(limit),
                             where.params);
  });
}

Result<HandoverItem> PostgresHandoverStore::Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                                                  const std::string& user_name) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    db::Transaction transaction(*lease);
    const Locked handover = Lock(*lease, id);
    const db::Params item = db::Params().Int(Signed(id)).Int(n);
    const db::Rows found = lease->Query(kItemState, item);
    if (found.empty()) NotFound();
    const auto state = static_cast<HandoverItemState>(found.Int(0, 0));
    if (handover.state == HandoverState::kCancelling || !MayRetry(state, static_cast<int>(found.Int(0, 1)))) {
      db::Fail(ErrorKind::kConflict, "handover.not_retryable", "this item cannot be asked for again");
    }
    if (handover.state != HandoverState::kRunning) MakeRoom(*lease, handover.source, handover.giver);
    const std::string next = taker.empty() ? found.Text(0, 2) : taker;
    lease->Query(kAgain, db::Params(item).Text(next).Int(now));
    lease->Query(kResume, db::Params().Int(Signed(id)));
    lease->Query(kStep, db::Params()
                            .Int(Signed(id))
                            .Int4Array({static_cast<std::int32_t>(n)})
                            .Int(now)
                            .Int4Array({static_cast<int>(HandoverItemState::kPlanned)})
                            .TextArray({std::string()})
                            .Text(user_name));
    transaction.Commit();
    return ReadHandoverItems(*lease, sources_, " WHERE i.handover = $1 AND i.n = $2", item).front();
  });
}

Result<HandoverView> PostgresHandoverStore::Cancel(std::uint64_t id, const std::string& user_name) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const Locked handover = Lock(*lease, id);
    if (handover.state == HandoverState::kDone || handover.state == HandoverState::kCancelled) {
      db::Fail(ErrorKind::kConflict, "handover.ended", "this handover has ended");
    }
    lease->Query(kGiveUp, db::Params().Int(Signed(id)).Int(clock_.Now()).Text(user_name));
    lease->Query(kCancel, db::Params().Int(Signed(id)));
    lease->Query(kRest, db::Params().Int(Signed(id)).Int(0).Text("").Int(clock_.Now()));
    transaction.Commit();
    return One(*lease, sources_, id);
  });
}

Result<std::vector<HandoverCandidate>> PostgresHandoverStore::Candidates(const std::string& source,
                                                                         const std::string& giver) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return ReadCandidates(*lease, id, giver, clock_.Now());
  });
}

Result<std::vector<HandoverPerson>> PostgresHandoverStore::People(const std::string& source,
                                                                  const std::vector<std::string>& employees) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return ReadHandoverPeople(*lease, sources_, id, employees);
  });
}

Result<std::vector<HandoverView>> PostgresHandoverStore::LeftBehindNow(
    const std::string& source, const std::optional<std::vector<LeftBehind>>& all) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const int id = sources_.IdOf(*lease, source);
    db::Transaction transaction(*lease);
    const std::vector<std::int64_t> made = ProposeHandovers(*lease, id, all, clock_.Now());
    transaction.Commit();
    return ReadHandovers(*lease, sources_, " WHERE h.id = ANY($1) ORDER BY h.id", db::Params().IntArray(made));
  });
}

Result<std::vector<HandoverView>> PostgresHandoverStore::Due() {
  return db::Guard([&] {
    return ReadHandovers(*readers_.Acquire(), sources_, " WHERE h.state IN (1, 2) AND h.next_at <= $1 ORDER BY h.id",
                         db::Params().Int(clock_.Now()));
  });
}

Result<std::vector<HandoverItem>> PostgresHandoverStore::Open(std::uint64_t id) {
  return db::Guard([&] {
    return ReadHandoverItems(*readers_.Acquire(), sources_,
                             " WHERE i.handover = $1 AND i.state IN (0, 1, 2) ORDER BY i.n",
                             db::Params().Int(Signed(id)));
  });
}

Result<std::uint64_t> PostgresHandoverStore::GroupsSince(const std::string& source, const std::string& giver,
                                                         TimeMs since) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return lease->Query(kGroups, db::Params().Int(id).Text(giver).Int(since)).Id(0, 0);
  });
}

Result<std::vector<std::uint32_t>> PostgresHandoverStore::Asking(std::uint64_t id,
                                                                 const std::vector<std::uint32_t>& items) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    std::vector<std::uint32_t> asked;
    if (Lock(*lease, id).state == HandoverState::kRunning) {
      const db::Rows rows =
          lease->Query(kAsking, db::Params().Int(Signed(id)).Int4Array(Numbers(items)).Int(clock_.Now()));
      for (std::size_t i = 0; i < rows.size(); ++i) asked.push_back(static_cast<std::uint32_t>(rows.Int(i, 0)));
    }
    transaction.Commit();
    std::sort(asked.begin(), asked.end());
    return asked;
  });
}

Status PostgresHandoverStore::Settle(std::uint64_t id, const std::vector<HandoverOutcome>& outcomes) {
  if (outcomes.empty()) return {};
  return db::Guard([&] {
    std::vector<std::int32_t> numbers, states, advices;
    std::vector<std::string> codes;
    std::vector<std::int64_t> dues;
    for (const HandoverOutcome& one : outcomes) {
      numbers.push_back(static_cast<std::int32_t>(one.n));
      states.push_back(static_cast<int>(one.state));
      codes.push_back(one.code);
      advices.push_back(one.advice);
      dues.push_back(one.due_at);
    }
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    db::Transaction transaction(*lease);
    const Locked handover = Lock(*lease, id);
    const db::Rows moved = lease->Query(kSettle, db::Params()
                                                     .Int(Signed(id))
                                                     .Int4Array(numbers)
                                                     .Int4Array(states)
                                                     .TextArray(codes)
                                                     .Int4Array(advices)
                                                     .IntArray(dues)
                                                     .Int(now)
                                                     .Bool(handover.state == HandoverState::kCancelling));
    std::vector<std::string> customers, takers;
    for (std::size_t i = 0; i < moved.size(); ++i) {
      customers.push_back(moved.Text(i, 0));
      takers.push_back(moved.Text(i, 1));
    }
    if (!customers.empty()) {
      const db::Params who = db::Params().Int(handover.source).Text(handover.giver).TextArray(customers);
      if (handover.resigned) {
        lease->Query(kMoved, db::Params(who).TextArray(takers).Int(now).Int(Signed(id)));
        lease->Query(kAssigned, who);
      }
      lease->Query(kDue, db::Params().Int(handover.source).TextArray(customers));
    }
    transaction.Commit();
  });
}

Status PostgresHandoverStore::Rest(std::uint64_t id, TimeMs next_at, const std::string& problem) {
  return db::Guard([&] {
    writers_.Acquire()->Query(kRest, db::Params().Int(Signed(id)).Int(next_at).Text(problem).Int(clock_.Now()));
  });
}

Result<std::vector<HandoverArrival>> PostgresHandoverStore::Arrivals(std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kArrivals, db::Params().Int(static_cast<std::int64_t>(limit)));
    std::vector<HandoverArrival> arrivals;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      arrivals.push_back({.handover = rows.Id(i, 0),
                          .n = static_cast<std::uint32_t>(rows.Int(i, 1)),
                          .customer = rows.Id(i, 2),
                          .taker = {sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 3))), rows.Text(i, 4)},
                          .user_id = rows.Id(i, 5),
                          .user_name = rows.Text(i, 6)});
    }
    return arrivals;
  });
}

Status PostgresHandoverStore::Booked(const std::vector<HandoverArrival>& arrivals) {
  std::vector<std::int64_t> handovers;
  std::vector<std::int32_t> numbers;
  std::vector<std::string> codes;
  for (const HandoverArrival& one : arrivals) {
    codes.push_back(one.refused);
    handovers.push_back(Signed(one.handover));
    numbers.push_back(static_cast<std::int32_t>(one.n));
  }
  return db::Guard([&] {
    writers_.Acquire()->Query(kBooked, db::Params().IntArray(handovers).Int4Array(numbers).TextArray(codes));
  });
}

}  // namespace custos::storage
