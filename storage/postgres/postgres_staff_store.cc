// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_staff_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "storage/postgres/people.h"
#include "storage/postgres/standing.h"

namespace custos::storage {
namespace {

constexpr char kCustomersOf[] =
    "(SELECT count(*) FROM follow_relation f WHERE f.source_id = e.source_id AND f.employee_id = e.id AND {stands})";
constexpr char kAccounts[] =
    "SELECT e.source_id, e.id, e.active, e.archived, {customers}, coalesce(a.since, 0) FROM employee e"
    " LEFT JOIN staff_account a ON a.source_id = e.source_id AND a.employee_id = e.id"
    " WHERE (e.source_id = $1 AND e.id = $2) OR a.member = (SELECT member FROM staff_account WHERE source_id = $1"
    "  AND employee_id = $2) ORDER BY e.active DESC, e.source_id, e.id";
constexpr char kHistory[] =
    "WITH mine AS (SELECT $1::int AS source_id, $2::text AS id UNION SELECT b.source_id, b.employee_id"
    "  FROM staff_account a JOIN staff_account b ON b.member = a.member WHERE a.source_id = $1 AND a.employee_id = $2)"
    " SELECT s.at, s.act, s.source_id, s.employee_id, s.other_source, s.other_id, s.reason, s.user_name"
    " FROM staff_step s WHERE s.id IN (SELECT t.id FROM mine m JOIN staff_step t ON t.source_id = m.source_id"
    "  AND t.employee_id = m.id UNION SELECT t.id FROM mine m JOIN staff_step t ON t.other_source = m.source_id"
    "  AND t.other_id = m.id) ORDER BY s.id DESC LIMIT 200";
// Decisions are rare: one at a time, so that two of them never see half of each other.
constexpr char kOneAtATime[] = "LOCK TABLE staff_account IN SHARE ROW EXCLUSIVE MODE";
constexpr char kMember[] =
    "SELECT coalesce(a.member, 0) FROM employee e LEFT JOIN staff_account a ON a.source_id = e.source_id"
    " AND a.employee_id = e.id WHERE e.source_id = $1 AND e.id = $2";
constexpr char kNewMember[] = "SELECT nextval('staff_member_id')";
constexpr char kPut[] =
    "INSERT INTO staff_account (source_id, employee_id, member, since) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (source_id, employee_id) DO NOTHING";
constexpr char kMove[] = "UPDATE staff_account SET member = $2 WHERE member = $1";
constexpr char kTakeOut[] = "DELETE FROM staff_account WHERE source_id = $1 AND employee_id = $2";
constexpr char kTakeOutLast[] =
    "DELETE FROM staff_account WHERE member = $1 AND (SELECT count(*) FROM staff_account WHERE member = $1) = 1";
constexpr char kAnother[] =
    "SELECT source_id, employee_id FROM staff_account WHERE member = $1 ORDER BY since, source_id, employee_id LIMIT 1";
constexpr char kNote[] =
    "INSERT INTO staff_step (at, act, member, source_id, employee_id, other_source, other_id, reason, user_id,"
    " user_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kKeepApart[] =
    "INSERT INTO staff_refusal (source_id, employee_id, other_source, other_id) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING";
constexpr char kKeepApartFromAll[] =
    "INSERT INTO staff_refusal (source_id, employee_id, other_source, other_id)"
    " SELECT $1, $2, source_id, employee_id FROM staff_account WHERE member = $3 ON CONFLICT DO NOTHING";
constexpr char kNotApart[] =
    "DELETE FROM staff_refusal WHERE (source_id = $1 AND employee_id = $2 AND other_source = $3 AND other_id = $4)"
    " OR (source_id = $3 AND employee_id = $4 AND other_source = $1 AND other_id = $2)";
// Every company counts from one, so a staff number alone tells something only where the names are equal as well.
constexpr char kProposals[] =
    "WITH telling AS (SELECT kind, value FROM employee_mark GROUP BY kind, value HAVING count(*) BETWEEN 2 AND 5),"
    " pairs AS (SELECT m.source_id, m.employee_id, o.source_id AS other_source, o.employee_id AS other_id,"
    "   string_agg(DISTINCT m.kind::text, ',') AS kinds, count(DISTINCT m.kind) AS n FROM telling t"
    "  JOIN employee_mark m ON m.kind = t.kind AND m.value = t.value"
    "  JOIN employee_mark o ON o.kind = t.kind AND o.value = t.value"
    "   AND (m.source_id, m.employee_id) < (o.source_id, o.employee_id)"
    "  JOIN employee x ON x.source_id = m.source_id AND x.id = m.employee_id"
    "  JOIN employee y ON y.source_id = o.source_id AND y.id = o.employee_id GROUP BY 1, 2, 3, 4"
    "  HAVING bool_or(m.kind <> 3 OR x.name = y.name))"
    " SELECT p.source_id, p.employee_id, p.other_source, p.other_id, p.kinds FROM pairs p"
    " WHERE NOT EXISTS (SELECT 1 FROM staff_account a JOIN staff_account b ON b.member = a.member"
    "   WHERE a.source_id = p.source_id AND a.employee_id = p.employee_id AND b.source_id = p.other_source"
    "   AND b.employee_id = p.other_id)"
    " AND NOT EXISTS (SELECT 1 FROM staff_refusal r WHERE (r.source_id, r.employee_id, r.other_source, r.other_id) IN"
    "   ((p.source_id, p.employee_id, p.other_source, p.other_id),"
    "    (p.other_source, p.other_id, p.source_id, p.employee_id)))"
    " ORDER BY p.n DESC, p.source_id, p.employee_id, p.other_source, p.other_id LIMIT $1";
constexpr char kOf[] =
    "SELECT e.source_id, e.id, e.active, e.archived, {customers}, coalesce(a.since, 0)"
    " FROM unnest($1::bigint[], $2::text[]) AS r(s, i) JOIN employee e ON e.source_id = r.s AND e.id = r.i"
    " LEFT JOIN staff_account a ON a.source_id = e.source_id AND a.employee_id = e.id";

std::string Filled(std::string sql) {
  const auto put = [&](std::string_view mark, std::string_view text) {
    const std::size_t at = sql.find(mark);
    if (at != std::string::npos) sql.replace(at, mark.size(), text);
  };
  put("{customers}", kCustomersOf);
  put("{stands}", kRelationStands);
  return sql;
}

std::vector<StaffAccount> AccountsIn(db::Connection& connection, Sources& sources, const db::Rows& rows) {
  People people(connection, sources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1));
  }
  people.Load();
  std::vector<StaffAccount> accounts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    accounts.push_back({.person = people.Get(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1)),
                        .active = rows.Bool(i, 2),
                        .archived = rows.Bool(i, 3),
                        .customers = rows.Id(i, 4),
                        .since = rows.Int(i, 5)});
  }
  return accounts;
}

/// An account as the tables name it.
struct Who {
  int source = 0;
  std::string id;
  std::int64_t member = 0;  ///< 0: it stands alone
};

db::Params ParamsOf(const Who& who) { return db::Params().Int(who.source).Text(who.id); }

Who Find(db::Connection& connection, Sources& sources, const EmployeeRef& account) {
  Who who{sources.Find(connection, account.source), account.id, 0};
  const db::Rows rows = connection.Query(kMember, ParamsOf(who));
  if (rows.empty()) db::Fail(ErrorKind::kNotFound, "employee.not_found", "no directory told of this account");
  who.member = rows.Int(0, 0);
  return who;
}

/// Two accounts that are not joined, under the lock.
std::pair<Who, Who> FindTwo(db::Connection& connection, Sources& sources, const EmployeeRef& account,
                            const EmployeeRef& other) {
  if (account.source == other.source && account.id == other.id) {
    db::Fail(ErrorKind::kInvalid, "staff.same_account", "an account is its own person's anyhow");
  }
  connection.Query(kOneAtATime);
  const Who one = Find(connection, sources, account);
  const Who two = Find(connection, sources, other);
  if (one.member != 0 && one.member == two.member) {
    db::Fail(ErrorKind::kConflict, "staff.joined_already", "the two are one person's already");
  }
  return {one, two};
}

void Note(db::Connection& connection, StaffAct act, std::int64_t member, const Who& account, const Who& other,
          const StaffOrder& order, TimeMs now) {
  connection.Query(kNote, db::Params()
                              .Int(now)
                              .Int(static_cast<int>(act))
                              .Int(member)
                              .Int(account.source)
                              .Text(account.id)
                              .Int(other.source)
                              .Text(other.id)
                              .Text(order.reason)
                              .Int(static_cast<std::int64_t>(order.user_id))
                              .Text(order.user_name));
}

std::vector<StaffMark> MarksIn(std::string_view kinds) {
  std::vector<StaffMark> marks;
  for (const char c : kinds) {
    if (c != ',') marks.push_back(static_cast<StaffMark>(c - '0'));
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

}  // namespace

Result<std::vector<StaffAccount>> PostgresStaffStore::Accounts(const EmployeeRef& account) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int source = sources_.Find(*lease, account.source);
    const db::Rows rows = lease->Query(Filled(kAccounts), db::Params().Int(source).Text(account.id));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "employee.not_found", "no directory told of this account");
    return AccountsIn(*lease, sources_, rows);
  });
}

Result<std::vector<StaffStep>> PostgresStaffStore::History(const EmployeeRef& account) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int source = sources_.Find(*lease, account.source);
    const db::Rows rows = lease->Query(kHistory, db::Params().Int(source).Text(account.id));
    People people(*lease, sources_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (const int at : {2, 4}) {
        people.Want(static_cast<int>(rows.Int(i, at)), PartyKind::kStaff, rows.Text(i, at + 1));
      }
    }
    people.Load();
    std::vector<StaffStep> steps;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      steps.push_back({.at = rows.Int(i, 0),
                       .act = static_cast<StaffAct>(rows.Int(i, 1)),
                       .account = people.Get(static_cast<int>(rows.Int(i, 2)), PartyKind::kStaff, rows.Text(i, 3)),
                       .other = people.Get(static_cast<int>(rows.Int(i, 4)), PartyKind::kStaff, rows.Text(i, 5)),
                       .reason = rows.Text(i, 6),
                       .user_name = rows.Text(i, 7)});
    }
    return steps;
  });
}

Status PostgresStaffStore::Join(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const auto [one, two] = FindTwo(*lease, sources_, account, other);
    const TimeMs now = clock_.Now();
    const std::int64_t member = one.member != 0   ? one.member
                                : two.member != 0 ? two.member
                                                  : lease->Query(kNewMember).Int(0, 0);
    if (two.member != 0 && two.member != member) lease->Query(kMove, db::Params().Int(two.member).Int(member));
    for (const Who* who : {&one, &two}) lease->Query(kPut, ParamsOf(*who).Int(member).Int(now));
    lease->Query(kNotApart, ParamsOf(one).Int(two.source).Text(two.id));
    Note(*lease, StaffAct::kJoined, member, one, two, order, now);
    transaction.Commit();
  });
}

Status PostgresStaffStore::Part(const EmployeeRef& account, const StaffOrder& order) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kOneAtATime);
    const Who who = Find(*lease, sources_, account);
    if (who.member == 0) db::Fail(ErrorKind::kConflict, "staff.not_joined", "the account stands alone");
    lease->Query(kTakeOut, ParamsOf(who));
    const db::Rows rest = lease->Query(kAnother, db::Params().Int(who.member));
    lease->Query(kKeepApartFromAll, ParamsOf(who).Int(who.member));
    const Who other{static_cast<int>(rest.Int(0, 0)), rest.Text(0, 1), who.member};
    lease->Query(kTakeOutLast, db::Params().Int(who.member));
    Note(*lease, StaffAct::kParted, who.member, who, other, order, clock_.Now());
    transaction.Commit();
  });
}

Status PostgresStaffStore::Refuse(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const auto [one, two] = FindTwo(*lease, sources_, account, other);
    lease->Query(kKeepApart, ParamsOf(one).Int(two.source).Text(two.id));
    Note(*lease, StaffAct::kRefused, 0, one, two, order, clock_.Now());
    transaction.Commit();
  });
}

Result<std::vector<StaffProposal>> PostgresStaffStore::Proposals(std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows pairs = lease->Query(kProposals, db::Params().Int(static_cast<std::int64_t>(limit)));
    std::vector<std::int64_t> source_ids;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (const int at : {0, 2}) {
        source_ids.push_back(pairs.Int(i, at));
        ids.push_back(pairs.Text(i, at + 1));
      }
    }
    std::vector<StaffProposal> proposals;
    if (pairs.empty()) return proposals;
    const db::Rows rows = lease->Query(Filled(kOf), db::Params().IntArray(source_ids).TextArray(ids));
    std::map<std::pair<std::string, std::string>, StaffAccount> accounts;
    for (StaffAccount& one : AccountsIn(*lease, sources_, rows)) {
      accounts[{one.person.source, one.person.id}] = std::move(one);
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto account = [&](int at) {
        const std::string source = sources_.NameOf(*lease, static_cast<int>(pairs.Int(i, at)));
        return accounts[{source, pairs.Text(i, at + 1)}];
      };
      proposals.push_back({account(0), account(2), MarksIn(pairs.View(i, 4))});
    }
    return proposals;
  });
}

}  // namespace custos::storage
