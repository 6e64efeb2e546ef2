// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_customer_segments.h"

#include "storage/postgres/customer_condition_sql.h"
#include "storage/postgres/customer_rows.h"

namespace custos::storage {
namespace {

constexpr std::int64_t kMostOfOne = 200;
constexpr char kTookTooLong[] = "57014";  // SQLSTATE

constexpr char kList[] =
    "SELECT id, owner_id, owner_name, name, shared, condition, version, changed_at FROM customer_segment"
    " WHERE owner_id = $1 OR shared ORDER BY name, id LIMIT 500";
constexpr char kOne[] =
    "SELECT id, owner_id, owner_name, name, shared, condition, version, changed_at FROM customer_segment"
    " WHERE id = $1 AND (owner_id = $2 OR shared)";
// The account is locked, so that two requests at once cannot both be the last that fits.
constexpr char kLockOwner[] = "SELECT display_name FROM app_user WHERE id = $1 FOR UPDATE";
constexpr char kCountOf[] = "SELECT count(*) FROM customer_segment WHERE owner_id = $1";
constexpr char kCreate[] =
    "INSERT INTO customer_segment (owner_id, owner_name, name, shared, condition, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " RETURNING id, owner_id, owner_name, name, shared, condition, version, changed_at";
constexpr char kLock[] = "SELECT version FROM customer_segment WHERE id = $1 AND ($2 = 0 OR owner_id = $2) FOR UPDATE";
constexpr char kChange[] =
    "UPDATE customer_segment SET name = $2, shared = $3, condition = $4, changed_at = $5, version = version + 1"
    " WHERE id = $1 RETURNING id, owner_id, owner_name, name, shared, condition, version, changed_at";
constexpr char kDelete[] = "DELETE FROM customer_segment WHERE id = $1 AND ($2 = 0 OR owner_id = $2)";
constexpr char kLimit[] = "SET LOCAL statement_timeout = 3000";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuchSegment() { db::Fail(ErrorKind::kNotFound, "segment.not_found", "no such segment"); }

CustomerSegment Read(const db::Rows& rows, std::size_t i) {
  CustomerSegment segment{.id = rows.Id(i, 0),
                          .owner_id = rows.Id(i, 1),
                          .owner_name = rows.Text(i, 2),
                          .name = rows.Text(i, 3),
                          .shared = rows.Bool(i, 4),
                          .condition = {},
                          .version = rows.Id(i, 6),
                          .changed_at = rows.Int(i, 7)};
  Result<CustomerCondition> condition = ParseCondition(rows.View(i, 5));
  if (!condition) db::Fail(ErrorKind::kCorrupt, "segment.unreadable", "a stored segment has no condition");
  segment.condition = std::move(condition).value();
  return segment;
}

}  // namespace

Result<std::vector<CustomerSegment>> PostgresCustomerSegments::Segments(std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kList, db::Params().Int(Signed(user_id)));
    std::vector<CustomerSegment> segments;
    for (std::size_t i = 0; i < rows.size(); ++i) segments.push_back(Read(rows, i));
    return segments;
  });
}

Result<CustomerSegment> PostgresCustomerSegments::Segment(std::uint64_t id, std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kOne, db::Params().Int(Signed(id)).Int(Signed(user_id)));
    if (rows.empty()) NoSuchSegment();
    return Read(rows, 0);
  });
}

Result<CustomerSegment> PostgresCustomerSegments::CreateSegment(const CustomerSegment& segment) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Params owner = db::Params().Int(Signed(segment.owner_id));
    const db::Rows account = lease->Query(kLockOwner, owner);
    if (account.empty()) db::Fail(ErrorKind::kNotFound, "user.not_found", "no such account");
    if (lease->Query(kCountOf, owner).Int(0, 0) >= kMostOfOne) {
      db::Fail(ErrorKind::kInvalid, "segment.too_many", "too many segments of one person");
    }
    const db::Rows rows = lease->Query(kCreate, db::Params()
                                                    .Int(Signed(segment.owner_id))
                                                    .Text(account.View(0, 0))
                                                    .Text(segment.name)
                                                    .Bool(segment.shared)
                                                    .Text(FormatCondition(segment.condition))
                                                    .Int(clock_.Now()));
    CustomerSegment created = Read(rows, 0);
    transaction.Commit();
    return created;
  });
}

Result<CustomerSegment> PostgresCustomerSegments::ChangeSegment(const CustomerSegment& segment, std::uint64_t user_id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows now = lease->Query(kLock, db::Params().Int(Signed(segment.id)).Int(Signed(user_id)));
    if (now.empty()) NoSuchSegment();
    if (now.Id(0, 0) != segment.version) {
      db::Fail(ErrorKind::kConflict, "segment.changed", "somebody changed it meanwhile");
    }
    const db::Rows rows = lease->Query(kChange, db::Params()
                                                    .Int(Signed(segment.id))
                                                    .Text(segment.name)
                                                    .Bool(segment.shared)
                                                    .Text(FormatCondition(segment.condition))
                                                    .Int(clock_.Now()));
    CustomerSegment changed = Read(rows, 0);
    transaction.Commit();
    return changed;
  });
}

Status PostgresCustomerSegments::DeleteSegment(std::uint64_t id, std::uint64_t user_id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kDelete, db::Params().Int(Signed(id)).Int(Signed(user_id)));
    if (rows.affected() == 0) NoSuchSegment();
  });
}

Result<std::optional<std::uint64_t>> PostgresCustomerSegments::Count(const Scope& scope,
                                                                     const CustomerCondition& condition) {
  return db::Guard([&]() -> std::optional<std::uint64_t> {
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return 0;
    SqlWhere where;
    where.And("r.merged_into IS NULL");
    AndInSight(where, "r.id", visible);
    AndCondition(*lease, sources_, condition, {clock_.Now(), zone_minutes_}, where);
    db::Transaction transaction(*lease);
    lease->Query(kLimit);
    try {
      return lease->Query("SELECT count(*) FROM customer_record r" + where.text, where.params).Id(0, 0);
    } catch (const db::Failure& failure) {
      if (failure.sqlstate() != kTookTooLong) throw;
      return std::nullopt;
    }
  });
}

}  // namespace custos::storage
