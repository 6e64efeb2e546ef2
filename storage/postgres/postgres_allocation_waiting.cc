// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/allocation_rows.h"
#include "storage/postgres/postgres_allocation_store.h"

namespace custos::storage {
namespace {

constexpr char kOffer[] =
    "INSERT INTO allocation_due (customer, line, since, origin, lead, user_id, user_name)"
    " SELECT DISTINCT r.id, $2, $3::bigint, 2, coalesce((SELECT max(l.lead_id) FROM lead l WHERE l.customer = r.id"
    "  AND l.customer <> 0), 0), $4::bigint, $5 FROM customer_record r WHERE r.id = ANY($1::bigint[])"
    " ON CONFLICT (customer, line) DO UPDATE SET next_at = 0";
constexpr char kOffered[] =
    "(SELECT t.id AS customer, $3 AS line, $1::bigint AS since, 2 AS origin, coalesce((SELECT max(l.lead_id) FROM lead "
    "l"
    " WHERE l.customer = t.id AND l.customer <> 0), 0) AS lead, 0 AS user_id, '' AS user_name, t.n"
    " FROM unnest($2::bigint[]) WITH ORDINALITY AS t(id, n))";
constexpr char kFollowMerges[] =
    "WITH gone AS (DELETE FROM allocation_due d USING customer_record r WHERE r.id = d.customer"
    "  AND r.merged_into IS NOT NULL AND d.next_at <= $1"
    "  RETURNING r.merged_into, d.line, d.since, d.origin, d.lead, d.user_id, d.user_name)"
    " INSERT INTO allocation_due (customer, line, since, origin, lead, user_id, user_name)"
    " SELECT DISTINCT ON (merged_into, line) * FROM gone ORDER BY merged_into, line, since ON CONFLICT DO NOTHING";
constexpr char kDue[] =
    "(SELECT customer, line, since, origin, lead, user_id, user_name FROM allocation_due WHERE next_at <= $1"
    " ORDER BY next_at, since, customer LIMIT $2)";
constexpr char kWait[] =
    "UPDATE allocation_due d SET reason = t.reason, rule = t.rule, next_at = t.next"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])"
    " AS t(customer, line, reason, rule, next) WHERE d.customer = t.customer AND d.line = t.line";
constexpr char kDrop[] =
    "DELETE FROM allocation_due d USING unnest($1::bigint[], $2::text[]) AS t(customer, line)"
    " WHERE d.customer = t.customer AND d.line = t.line";
// Nobody is taken off whom the ledger is being asked about.
constexpr char kTakeOff[] =
    "DELETE FROM allocation_due d WHERE d.customer = ANY($1::bigint[]) AND d.line = $2 AND NOT EXISTS"
    " (SELECT 1 FROM allocation_decision n WHERE n.customer = d.customer AND n.line = d.line AND n.state = 0)";
constexpr char kWaiting[] =
    "SELECT d.customer, d.line, d.reason, d.rule, d.next_at, d.since, d.origin, coalesce(r.name, '')"
    " FROM allocation_due d LEFT JOIN customer_record r ON r.id = d.customer ORDER BY d.since, d.customer LIMIT $1";
constexpr char kCountWaiting[] = "SELECT reason, count(*) FROM allocation_due GROUP BY reason";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Result<std::uint64_t> PostgresAllocationStore::Offer(const std::vector<std::uint64_t>& customers,
                                                     const std::string& line, std::uint64_t user_id,
                                                     const std::string& user_name) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    return lease
        ->Query(kOffer, db::Params()
                            .IntArray({customers.begin(), customers.end()})
                            .Text(line)
                            .Int(clock_.Now())
                            .Int(Signed(user_id))
                            .Text(user_name))
        .affected();
  });
}

Result<std::uint64_t> PostgresAllocationStore::OfferLeads() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const std::uint64_t leads = OfferNewLeads(*lease, clock_.Now());
    transaction.Commit();
    return leads;
  });
}

Result<std::vector<AllocationCase>> PostgresAllocationStore::Due(std::size_t limit) {
  return db::Guard([&] {
    const TimeMs now = clock_.Now();
    auto lease = writers_.Acquire();
    lease->Query(kFollowMerges, db::Params().Int(now));
    return ReadAllocationCases(*lease, sources_, kDue, " ORDER BY d.since, d.customer",
                               db::Params().Int(now).Int(Signed(limit)));
  });
}

Result<std::vector<AllocationCase>> PostgresAllocationStore::Cases(const std::vector<std::uint64_t>& customers,
                                                                   const std::string& line) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Params params = db::Params().Int(clock_.Now()).IntArray({customers.begin(), customers.end()}).Text(line);
    return ReadAllocationCases(*lease, sources_, kOffered, " ORDER BY d.n", params);
  });
}

Status PostgresAllocationStore::Wait(const std::vector<AllocationWait>& waits) {
  if (waits.empty()) return {};
  return db::Guard([&] {
    std::vector<std::int64_t> customers, rules, next;
    std::vector<std::string> lines, reasons;
    for (const AllocationWait& one : waits) {
      customers.push_back(Signed(one.customer));
      lines.push_back(one.line);
      reasons.push_back(one.reason);
      rules.push_back(Signed(one.rule));
      next.push_back(one.next_at);
    }
    writers_.Acquire()->Query(
        kWait, db::Params().IntArray(customers).TextArray(lines).TextArray(reasons).IntArray(rules).IntArray(next));
  });
}

Status PostgresAllocationStore::Drop(const std::vector<AllocationCase>& cases) {
  if (cases.empty()) return {};
  return db::Guard([&] {
    std::vector<std::int64_t> customers;
    std::vector<std::string> lines;
    for (const AllocationCase& one : cases) {
      customers.push_back(Signed(one.customer));
      lines.push_back(one.line);
    }
    writers_.Acquire()->Query(kDrop, db::Params().IntArray(customers).TextArray(lines));
  });
}

Result<std::uint64_t> PostgresAllocationStore::TakeOff(const std::vector<std::uint64_t>& customers,
                                                       const std::string& line) {
  return db::Guard([&] {
    const db::Params these = db::Params().IntArray({customers.begin(), customers.end()}).Text(line);
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    HoldAllocationList(*lease);
    const std::uint64_t taken = lease->Query(kTakeOff, these).affected();
    transaction.Commit();
    return taken;
  });
}

Result<std::vector<WaitingCustomer>> PostgresAllocationStore::Waiting(std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kWaiting, db::Params().Int(Signed(limit)));
    std::vector<WaitingCustomer> waiting;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      waiting.push_back({.wait = {.customer = rows.Id(i, 0),
                                  .line = rows.Text(i, 1),
                                  .reason = rows.Text(i, 2),
                                  .rule = rows.Id(i, 3),
                                  .next_at = rows.Int(i, 4)},
                         .since = rows.Int(i, 5),
                         .origin = static_cast<AllocationOrigin>(rows.Int(i, 6)),
                         .name = rows.Text(i, 7)});
    }
    return waiting;
  });
}

Result<std::map<std::string, std::uint64_t>> PostgresAllocationStore::CountWaiting() {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kCountWaiting);
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) counts[rows.Text(i, 0)] = rows.Id(i, 1);
    return counts;
  });
}

}  // namespace custos::storage
