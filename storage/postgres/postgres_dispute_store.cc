// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_dispute_store.h"

#include <algorithm>

#include "storage/postgres/cursor.h"
#include "storage/postgres/people.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 'D';
constexpr std::size_t kMostPerPage = 200;
constexpr char kUniqueViolation[] = "23505";

constexpr char kColumns[] =
    "SELECT id, customer, line, claimant_source, claimant_id, owner_source, owner_id, statement, opened_at, user_id,"
    " user_name, state, outcome, note, decided_at, decided_by, entry FROM ownership_dispute";
constexpr char kStanding[] =
    "SELECT coalesce(o.owner_source, 0), coalesce(o.owner_id, ''), coalesce(o.since, 0),"
    " coalesce(o.borrower_id = $4 AND o.borrower_source = $3, false)"
    " FROM customer_record r LEFT JOIN ownership o ON o.customer = r.id AND o.line = $2 AND NOT o.merged"
    " WHERE r.id = $1 AND r.merged_into IS NULL";
constexpr char kEmployee[] = "SELECT 1 FROM employee WHERE source_id = $1 AND id = $2 AND active";
constexpr char kOpen[] =
    "INSERT INTO ownership_dispute (customer, line, claimant_source, claimant_id, owner_source, owner_id, statement,"
    " opened_at, user_id, user_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
constexpr char kAdded[] =
    "SELECT coalesce(min(f.added_at), 0) FROM customer_identity i JOIN follow_relation f ON f.source_id = i.scope"
    " AND f.customer_id = i.value WHERE i.kind = 1 AND i.customer = $1 AND f.source_id = $2 AND f.employee_id = $3";
// Conversations of the two alone.
constexpr char kTalk[] =
    "SELECT coalesce(min(c.first_at), 0), coalesce(max(c.last_at), 0), coalesce(sum(c.messages), 0) FROM ("
    " SELECT DISTINCT p.conversation_id FROM customer_identity i JOIN conversation_party p"
    "  ON p.party_id = party_of_identity(i.kind, i.value) AND p.kind = 2 AND NOT p.in_group"
    " JOIN source s ON s.source_id = p.source_id AND (i.kind <> 1 OR i.scope = coalesce(s.directory_id, s.source_id))"
    " JOIN conversation_party q ON q.conversation_id = p.conversation_id AND q.kind = 1 AND q.party_id = $3"
    " WHERE i.customer = $1 AND coalesce(s.directory_id, s.source_id) = $2) t JOIN conversation c USING "
    "(conversation_id)";
constexpr char kEnd[] =
    "UPDATE ownership_dispute SET state = $2, outcome = $3, note = $4, decided_at = $5, decided_by = $6, entry = $7"
    " WHERE id = $1 AND state = 0";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

std::vector<Dispute> PostgresDisputeStore::Read(db::Connection& connection, const db::Rows& rows, std::size_t count) {
  People people(connection, sources_);
  for (std::size_t i = 0; i < count; ++i) {
    people.Want(static_cast<int>(rows.Int(i, 3)), PartyKind::kStaff, rows.Text(i, 4));
    people.Want(static_cast<int>(rows.Int(i, 5)), PartyKind::kStaff, rows.Text(i, 6));
  }
  people.Load();
  std::vector<Dispute> disputes;
  for (std::size_t i = 0; i < count; ++i) {
    disputes.push_back({.id = rows.Id(i, 0),
                        .customer = rows.Id(i, 1),
                        .line = rows.Text(i, 2),
                        .claimant = people.Get(static_cast<int>(rows.Int(i, 3)), PartyKind::kStaff, rows.Text(i, 4)),
                        .owner = people.Get(static_cast<int>(rows.Int(i, 5)), PartyKind::kStaff, rows.Text(i, 6)),
                        .statement = rows.Text(i, 7),
                        .opened_at = rows.Int(i, 8),
                        .user_id = rows.Id(i, 9),
                        .user_name = rows.Text(i, 10),
                        .state = static_cast<DisputeState>(rows.Int(i, 11)),
                        .outcome = static_cast<DisputeOutcome>(rows.Int(i, 12)),
                        .note = rows.Text(i, 13),
                        .decided_at = rows.Int(i, 14),
                        .decided_by = rows.Text(i, 15),
                        .entry = rows.Id(i, 16)});
  }
  return disputes;
}

Dispute PostgresDisputeStore::Load(db::Connection& connection, std::uint64_t id) {
  const db::Rows rows = connection.Query(std::string(kColumns) + " WHERE id = $1", db::Params().Int(Signed(id)));
  if (rows.empty()) db::Fail(ErrorKind::kNotFound, "dispute.not_found", "no such dispute");
  return Read(connection, rows, 1).front();
}

Result<Dispute> PostgresDisputeStore::Open(const DisputeDraft& draft) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const int source = sources_.Find(*lease, draft.claimant.source);
    if (lease->Query(kEmployee, db::Params().Int(source).Text(draft.claimant.id)).empty()) {
      db::Fail(ErrorKind::kNotFound, "employee.not_found", "no such employee works here");
    }
    const db::Rows stands = lease->Query(
        kStanding, db::Params().Int(Signed(draft.customer)).Text(draft.line).Int(source).Text(draft.claimant.id));
    if (stands.empty()) db::Fail(ErrorKind::kNotFound, "customer.not_found", "no such customer");
    const std::string owner = stands.Text(0, 1);
    if (owner.empty()) db::Fail(ErrorKind::kConflict, "dispute.not_owned", "nobody serves this customer");
    if ((owner == draft.claimant.id && stands.Int(0, 0) == source) || stands.Bool(0, 3)) {
      db::Fail(ErrorKind::kConflict, "dispute.own", "the claimant serves this customer already");
    }
    const TimeMs now = clock_.Now();
    if (draft.protected_for > 0 && now < stands.Int(0, 2) + draft.protected_for) {
      db::Fail(ErrorKind::kConflict, "dispute.protected", "the owner got this customer too recently");
    }
    try {
      const db::Rows made = lease->Query(kOpen, db::Params()
                                                    .Int(Signed(draft.customer))
                                                    .Text(draft.line)
                                                    .Int(source)
                                                    .Text(draft.claimant.id)
                                                    .Int(stands.Int(0, 0))
                                                    .Text(owner)
                                                    .Text(draft.statement)
                                                    .Int(now)
                                                    .Int(Signed(draft.user_id))
                                                    .Text(draft.user_name));
      return Load(*lease, made.Id(0, 0));
    } catch (const db::Failure& failure) {
      if (failure.sqlstate() != kUniqueViolation) throw;
      db::Fail(ErrorKind::kConflict, "dispute.open", "there is a dispute about this customer already");
    }
  });
}

Result<Dispute> PostgresDisputeStore::Get(std::uint64_t id) {
  return db::Guard([&] { return Load(*pool_.Acquire(), id); });
}

Result<DisputePage> PostgresDisputeStore::List(const DisputeFilter& filter) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    SqlWhere where;
    if (filter.state) where.And("state = " + where.BindInt(static_cast<int>(*filter.state)));
    if (filter.accounts) {
      std::vector<std::int64_t> sources;
      std::vector<std::string> ids;
      for (const EmployeeRef& account : *filter.accounts) {
        sources.push_back(sources_.Find(*lease, account.source));
        ids.push_back(account.id);
      }
      const std::string own =
          "SELECT * FROM unnest(" + where.BindTexts(ids) + "::text[], " + where.BindInts(sources) + "::bigint[])";
      where.And("((claimant_id, claimant_source::bigint) IN (" + own + ") OR (owner_id, owner_source::bigint) IN (" +
                own + "))");
    }
    if (!filter.cursor.empty()) where.And("id < " + where.BindInt(ParseCursor(kCursorTag, filter.cursor, 1)[0]));
    const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
    const db::Rows rows =
        lease->Query(kColumns + where.text + " ORDER BY id DESC LIMIT " + std::to_string(limit + 1), where.params);
    DisputePage page;
    page.items = Read(*lease, rows, std::min(rows.size(), limit));
    if (rows.size() > limit) page.next_cursor = MakeCursor(kCursorTag, {Signed(page.items.back().id)});
    return page;
  });
}

Result<DisputeSide> PostgresDisputeStore::SideOf(std::uint64_t customer, const EmployeeRef& employee) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Params pair =
        db::Params().Int(Signed(customer)).Int(sources_.Find(*lease, employee.source)).Text(employee.id);
    const db::Rows talk = lease->Query(kTalk, pair);
    return DisputeSide{.added_at = lease->Query(kAdded, pair).Int(0, 0),
                       .first_at = talk.Int(0, 0),
                       .last_at = talk.Int(0, 1),
                       .messages = talk.Id(0, 2)};
  });
}

Result<Dispute> PostgresDisputeStore::End(std::uint64_t id, DisputeState state, const DisputeVerdict& verdict) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows ended = lease->Query(kEnd, db::Params()
                                                  .Int(Signed(id))
                                                  .Int(static_cast<int>(state))
                                                  .Int(static_cast<int>(verdict.outcome))
                                                  .Text(verdict.note)
                                                  .Int(clock_.Now())
                                                  .Text(verdict.user_name)
                                                  .Int(Signed(verdict.entry)));
    Dispute dispute = Load(*lease, id);
    if (ended.affected() == 0) db::Fail(ErrorKind::kConflict, "dispute.ended", "it was decided or withdrawn already");
    return dispute;
  });
}

Result<Dispute> PostgresDisputeStore::Decide(std::uint64_t id, const DisputeVerdict& verdict) {
  return End(id, DisputeState::kDecided, verdict);
}

Result<Dispute> PostgresDisputeStore::Withdraw(std::uint64_t id, const std::string& user_name) {
  return End(id, DisputeState::kWithdrawn,
             {.outcome = DisputeOutcome::kNone, .note = "", .user_name = user_name, .entry = 0});
}

}  // namespace custos::storage
