// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_contact_store.h"

namespace custos::storage {
namespace {

/// Clocks of the platform and of this machine differ by so much at most.
constexpr TimeMs kClockSlack = 5 * 60 * 1000;

// An event of the past does not bring back what ended after it.
constexpr char kBegan[] =
    "INSERT INTO contact_relation AS r (source, employee_id, customer_id, seen_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (source, employee_id, customer_id) DO UPDATE SET seen_at = greatest(r.seen_at, excluded.seen_at),"
    " ended_at = NULL WHERE coalesce(r.ended_at, 0) <= excluded.seen_at";
// The row is made if need be, so that there is one to lock.
constexpr char kLock[] =
    "INSERT INTO contact_relation AS r (source, employee_id, customer_id, seen_at) VALUES ($1, $2, $3, 0)"
    " ON CONFLICT (source, employee_id, customer_id) DO UPDATE SET seen_at = r.seen_at RETURNING seen_at, ended_at";
constexpr char kFound[] =
    "SELECT message_key FROM contact_ending WHERE source = $1 AND employee_id = $2 AND customer_id = $3"
    " AND after_ms <= $4 + $5 AND before_ms >= $4 - $5 ORDER BY after_ms LIMIT 1";
constexpr char kEnd[] =
    "UPDATE contact_relation SET ended_at = $4 WHERE source = $1 AND employee_id = $2 AND customer_id = $3";
constexpr char kMissing[] =
    "SELECT customer_id, seen_at FROM contact_relation WHERE source = $1 AND employee_id = $2 AND ended_at IS NULL"
    " AND seen_at < $4 AND customer_id <> ALL($3) ORDER BY customer_id";
constexpr char kSeen[] =
    "INSERT INTO contact_relation AS r (source, employee_id, customer_id, seen_at)"
    " SELECT DISTINCT $1, $2, c, $4::bigint FROM unnest($3::text[]) AS t(c)"
    " ON CONFLICT (source, employee_id, customer_id) DO UPDATE SET seen_at = excluded.seen_at, ended_at = NULL"
    " WHERE r.seen_at < excluded.seen_at AND coalesce(r.ended_at, 0) < excluded.seen_at";
constexpr char kRecord[] =
    "UPDATE contact_relation SET ended_at = $5 WHERE source = $1 AND employee_id = $2 AND customer_id = $3"
    " AND ended_at IS NULL AND seen_at = $4";
constexpr char kPutEnding[] =
    "INSERT INTO contact_ending (source, employee_id, customer_id, after_ms, before_ms, message_key, handover)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
constexpr char kUntold[] =
    "SELECT employee_id, customer_id, after_ms, before_ms, message_key, handover FROM contact_ending"
    " WHERE source = $1 AND NOT told ORDER BY before_ms, employee_id, customer_id LIMIT 1000";
constexpr char kTold[] =
    "UPDATE contact_ending SET told = true WHERE source = $1 AND employee_id = $2 AND customer_id = $3"
    " AND after_ms = $4";

db::Params Pair(const std::string& source, const std::string& employee, const std::string& customer) {
  return db::Params().Text(source).Text(employee).Text(customer);
}

}  // namespace

Status PostgresContactStore::Began(const std::string& source, const std::string& employee, const std::string& customer,
                                   TimeMs at) {
  return db::Guard([&] { pool_.Acquire()->Query(kBegan, Pair(source, employee, customer).Int(at)); });
}

Result<std::string> PostgresContactStore::Ended(const std::string& source, const std::string& employee,
                                                const std::string& customer, TimeMs at) {
  return db::Guard([&]() -> std::string {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows relation = lease->Query(kLock, Pair(source, employee, customer));
    const bool stands = relation.IsNull(0, 1);
    const TimeMs seen_at = relation.Int(0, 0);
    // One that was seen since is about to end for another time.
    if (!stands || at + kClockSlack < seen_at) {
      const db::Rows found = lease->Query(kFound, Pair(source, employee, customer).Int(at).Int(kClockSlack));
      if (!found.empty()) return found.Text(0, 0);
    }
    if (stands && at + kClockSlack >= seen_at) {
      lease->Query(kEnd, Pair(source, employee, customer).Int(at));
      transaction.Commit();
    }
    return {};
  });
}

Result<std::vector<MissingContact>> PostgresContactStore::Compare(const std::string& source,
                                                                  const std::string& employee,
                                                                  const std::vector<std::string>& customers,
                                                                  TimeMs at) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Params list = db::Params().Text(source).Text(employee).TextArray(customers).Int(at);
    const db::Rows rows = lease->Query(kMissing, list);
    lease->Query(kSeen, list);
    transaction.Commit();
    std::vector<MissingContact> missing;
    for (std::size_t i = 0; i < rows.size(); ++i) missing.push_back({rows.Text(i, 0), rows.Int(i, 1)});
    return missing;
  });
}

Result<bool> PostgresContactStore::Record(const std::string& source, const ContactEnding& ending) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Params pair = Pair(source, ending.employee, ending.customer).Int(ending.after).Int(ending.before);
    if (lease->Query(kRecord, pair).affected() == 0) return false;
    lease->Query(kPutEnding, db::Params(pair).Text(ending.key).Bool(ending.handover));
    transaction.Commit();
    return true;
  });
}

Result<std::vector<ContactEnding>> PostgresContactStore::Untold(const std::string& source) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kUntold, db::Params().Text(source));
    std::vector<ContactEnding> endings;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      endings.push_back(
          {rows.Text(i, 0), rows.Text(i, 1), rows.Int(i, 2), rows.Int(i, 3), rows.Text(i, 4), rows.Bool(i, 5)});
    }
    return endings;
  });
}

Status PostgresContactStore::Told(const std::string& source, const ContactEnding& ending) {
  return db::Guard(
      [&] { pool_.Acquire()->Query(kTold, Pair(source, ending.employee, ending.customer).Int(ending.after)); });
}

}  // namespace custos::storage
