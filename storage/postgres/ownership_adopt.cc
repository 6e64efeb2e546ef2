// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_adopt.h"

#include "storage/postgres/ownership_orders.h"

namespace custos::storage {
namespace {

constexpr char kNote[] =
    "INSERT INTO ownership_due (customer) SELECT t.id FROM unnest($1::bigint[]) AS t(id)"
    " WHERE NOT EXISTS (SELECT 1 FROM ownership o WHERE o.customer = t.id) ON CONFLICT DO NOTHING";
constexpr char kWaiting[] = "SELECT EXISTS (SELECT 1 FROM ownership_due)";
constexpr char kDue[] = "SELECT customer FROM ownership_due ORDER BY customer LIMIT 2000";
constexpr char kFirst[] =
    "SELECT DISTINCT ON (i.customer) i.customer, f.source_id, f.employee_id FROM customer_identity i"
    " JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    " JOIN employee e ON e.source_id = f.source_id AND e.id = f.employee_id AND e.active"
    " WHERE i.customer = ANY($1::bigint[]) AND i.kind = 1"
    " AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.customer = i.customer)"
    " ORDER BY i.customer, f.added_at, f.employee_id";
constexpr char kDone[] = "DELETE FROM ownership_due WHERE customer = ANY($1::bigint[])";

}  // namespace

void NoteContacted(db::Connection& connection, const std::vector<std::int64_t>& customers) {
  if (!customers.empty()) connection.Query(kNote, db::Params().IntArray(customers));
}

bool AdoptionsDue(db::Connection& connection) { return connection.Query(kWaiting).Bool(0, 0); }

// Records are locked before what is due, as the follower does it.
std::uint64_t OwnershipAdopt::Run() {
  db::Connection& connection = book_.connection();
  const db::Rows due = connection.Query(kDue);
  if (due.empty()) return 0;
  std::vector<std::int64_t> customers;
  for (std::size_t i = 0; i < due.size(); ++i) customers.push_back(due.Int(i, 0));
  const db::Rows first = connection.Query(kFirst, db::Params().IntArray(customers));
  std::vector<OwnershipOrder> orders(first.size());
  std::vector<const OwnershipOrder*> all;
  for (std::size_t i = 0; i < first.size(); ++i) {
    OwnershipOrder& order = orders[i];
    order.customer = first.Id(i, 0);
    order.act = OwnershipAct::kAssign;
    order.employee =
        EmployeeRef{book_.sources().NameOf(connection, static_cast<int>(first.Int(i, 1))), first.Text(i, 2)};
    order.actor.cause = "first_contact";
    all.push_back(&order);
  }
  OwnershipOrders carried(book_, zone_minutes_);
  carried.Prepare(all);
  for (const OwnershipOrder& order : orders) carried.CarryOut(order);
  book_.Write();
  connection.Query(kDone, db::Params().IntArray(customers));
  return customers.size();
}

}  // namespace custos::storage
