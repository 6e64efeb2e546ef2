// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_leaver_reviews.h"

#include <algorithm>

#include "storage/postgres/people.h"
#include "storage/postgres/scope_json.h"

namespace custos::storage {
namespace {

constexpr TimeMs kLastDays = TimeMs{30} * 86'400'000;
constexpr std::size_t kDeletionsShown = 100;

constexpr char kForgetReturned[] =
    "DELETE FROM leaver l USING employee e WHERE e.source_id = l.source_id AND e.id = l.employee_id AND e.active";
constexpr char kFind[] =
    "INSERT INTO leaver (source_id, employee_id, found_at) SELECT e.source_id, e.id, $1 FROM employee e"
    " WHERE NOT e.active AND NOT EXISTS (SELECT 1 FROM leaver l WHERE l.source_id = e.source_id AND l.employee_id = "
    "e.id)";
constexpr char kDue[] =
    "SELECT source_id, employee_id, found_at FROM leaver WHERE NOT reviewed ORDER BY found_at, source_id, employee_id"
    " LIMIT $1";
constexpr char kDeleted[] =
    "SELECT coalesce(r.id, 0), coalesce(r.name, ''), e.at, count(*) OVER ()"
    " FROM customer_event e LEFT JOIN customer_identity i ON i.kind = 1 AND i.scope = e.source_id"
    "  AND i.value = e.party_id LEFT JOIN customer_record r ON r.id = i.customer"
    " WHERE e.kind = 6 AND e.source_id = $1 AND e.employee_id = $2 AND e.at >= $3"
    " ORDER BY e.at DESC, e.id DESC LIMIT $4";
constexpr char kUsers[] = "SELECT id, scope FROM app_user WHERE strpos(scope, $1) > 0";
constexpr char kDid[] =
    "SELECT action, count(*) FROM audit_log WHERE id > (SELECT coalesce(max(id), 0) - 500000 FROM audit_log)"
    " AND user_id = ANY($1) AND at >= $2 AND (action LIKE '%.export' OR action IN ('evidence.packet', 'customer.get',"
    " 'customer.timeline')) GROUP BY action ORDER BY action";
constexpr char kAlerts[] =
    "SELECT a.category, count(*) FROM alert a JOIN source s ON s.source_id = a.source_id"
    " WHERE coalesce(s.directory_id, s.source_id) = $1 AND a.employee_id = $2 AND a.sent_at >= $3"
    " GROUP BY a.category ORDER BY count(*) DESC, a.category";
constexpr char kDone[] =
    "UPDATE leaver l SET reviewed = true FROM unnest($1::int[], $2::text[], $3::bigint[]) AS d(source_id, id, found_at)"
    " WHERE l.source_id = d.source_id AND l.employee_id = d.id AND l.found_at = d.found_at";

/// Those who sign in for this account and no other.
std::vector<std::int64_t> UsersOf(db::Connection& connection, const EmployeeRef& employee) {
  const db::Rows rows = connection.Query(kUsers, db::Params().Text(employee.id));
  std::vector<std::int64_t> users;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Scope scope = ScopeFromJson(rows.Text(i, 1));
    const bool his = scope.kind == Scope::Kind::kOwn &&
                     std::any_of(scope.employees.begin(), scope.employees.end(), [&](const EmployeeRef& one) {
                       return one.source == employee.source && one.id == employee.id;
                     });
    if (his) users.push_back(rows.Int(i, 0));
  }
  return users;
}

void Fill(db::Connection& connection, int source_id, LeaverReview& review) {
  const db::Params who = db::Params().Int(source_id).Text(review.employee.id).Int(review.since);
  const db::Rows deleted = connection.Query(kDeleted, db::Params(who).Int(static_cast<std::int64_t>(kDeletionsShown)));
  for (std::size_t i = 0; i < deleted.size(); ++i) {
    review.deletions.push_back({deleted.Id(i, 0), deleted.Text(i, 1), deleted.Int(i, 2)});
  }
  if (deleted.size() > 0) review.deleted = deleted.Id(0, 3);
  const std::vector<std::int64_t> users = UsersOf(connection, {review.source, review.employee.id});
  if (!users.empty()) {
    const db::Rows did = connection.Query(kDid, db::Params().IntArray(users).Int(review.since));
    for (std::size_t i = 0; i < did.size(); ++i) {
      const std::string action = did.Text(i, 0);
      if (action.starts_with("customer.") && !action.ends_with(".export")) {
        review.looks += did.Id(i, 1);
      } else {
        review.exports.push_back({action, did.Id(i, 1)});
      }
    }
  }
  const db::Rows alerts = connection.Query(kAlerts, who);
  for (std::size_t i = 0; i < alerts.size(); ++i) review.alerts.push_back({alerts.Text(i, 0), alerts.Id(i, 1)});
}

}  // namespace

Result<std::vector<LeaverReview>> PostgresLeaverReviews::Due(TimeMs now, std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    lease->Query(kForgetReturned);
    lease->Query(kFind, db::Params().Int(now));
    const db::Rows due = lease->Query(kDue, db::Params().Int(static_cast<std::int64_t>(limit)));
    People people(*lease, sources_);
    for (std::size_t i = 0; i < due.size(); ++i) {
      people.Want(static_cast<int>(due.Int(i, 0)), PartyKind::kStaff, due.Text(i, 1));
    }
    people.Load();
    std::vector<LeaverReview> reviews;
    for (std::size_t i = 0; i < due.size(); ++i) {
      const int source = static_cast<int>(due.Int(i, 0));
      LeaverReview& review = reviews.emplace_back();
      review.source = sources_.NameOf(*lease, source);
      review.employee = people.Get(source, PartyKind::kStaff, due.Text(i, 1));
      review.found_at = due.Int(i, 2);
      review.since = review.found_at - kLastDays;
      Fill(*lease, source, review);
    }
    return reviews;
  });
}

Status PostgresLeaverReviews::Done(const std::vector<LeaverReview>& reviews) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    std::vector<std::int32_t> sources;
    std::vector<std::string> ids;
    std::vector<std::int64_t> found;
    for (const LeaverReview& review : reviews) {
      sources.push_back(sources_.Find(*lease, review.source));
      ids.push_back(review.employee.id);
      found.push_back(review.found_at);
    }
    lease->Query(kDone, db::Params().Int4Array(sources).TextArray(ids).IntArray(found));
  });
}

}  // namespace custos::storage
