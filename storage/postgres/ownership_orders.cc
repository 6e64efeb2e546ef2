// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_orders.h"

namespace custos::storage {
namespace {

// Not locked: whoever merges takes several records in an order of his own, and would wait for us as we for him. What
// is ordered about a record while it is merged away goes with it, because the log is one for orders and for settling
// merges: the merge is settled after this commit, or was committed before and is seen here.
constexpr char kRecords[] = "SELECT id, merged_into IS NOT NULL FROM customer_record WHERE id = ANY($1::bigint[])";
constexpr char kEmployees[] =
    "SELECT t.source, t.id FROM unnest($1::text[], $2::text[]) AS t(source, id) JOIN source s ON s.name = t.source"
    " JOIN employee e ON e.source_id = s.source_id AND e.id = t.id WHERE e.active";
constexpr char kPools[] = "SELECT id, line, per_day, held, cool_off_days, open FROM customer_pool";
constexpr char kClaims[] =
    "SELECT t.source, t.id, (SELECT count(*) FROM ownership_entry e WHERE e.act = 2 AND e.employee_id = t.id"
    "  AND e.employee_source = s.source_id AND e.at >= $3)"
    " FROM unnest($1::text[], $2::text[]) AS t(source, id) JOIN source s ON s.name = t.source";
constexpr char kHeld[] =
    "SELECT t.source, t.id, o.line, count(*) FROM unnest($1::text[], $2::text[]) AS t(source, id)"
    " JOIN source s ON s.name = t.source JOIN ownership o ON o.owner_id = t.id AND o.owner_source = s.source_id"
    " AND NOT o.merged AND o.owner_id <> '' GROUP BY 1, 2, 3";
// An employee of a department below one of the pool's is one of theirs.
constexpr char kOutsiders[] =
    "SELECT p.id, t.source, t.id FROM unnest($1::text[], $2::text[]) AS t(source, id)"
    " JOIN source s ON s.name = t.source JOIN customer_pool p ON p.departments <> '[]'"
    " LEFT JOIN employee e ON e.source_id = s.source_id AND e.id = t.id WHERE NOT EXISTS ("
    "  SELECT 1 FROM jsonb_to_recordset(p.departments::jsonb) AS d(source text, id bigint)"
    "  JOIN department x ON x.source_id = s.source_id AND x.id = ANY(e.departments)"
    "  WHERE d.source = t.source AND d.id = ANY(x.path))";

constexpr TimeMs kDay = 86'400'000;

/// Columns of employees, each once.
struct People {
  std::set<std::pair<std::string, std::string>> names;
  db::Params Params() const {
    std::vector<std::string> sources, ids;
    for (const auto& [source, id] : names) {
      sources.push_back(source);
      ids.push_back(id);
    }
    return db::Params().TextArray(sources).TextArray(ids);
  }
};

bool NamesNewcomer(OwnershipAct act) {
  return act == OwnershipAct::kAssign || act == OwnershipAct::kClaim || act == OwnershipAct::kShare ||
         act == OwnershipAct::kLend;
}

Error Refusal(ErrorKind kind, const char* code, const char* what) { return {kind, code, what}; }

}  // namespace

void OwnershipOrders::Prepare(const std::vector<const OwnershipOrder*>& orders) {
  std::vector<OwnershipBook::Key> keys;
  for (const OwnershipOrder* order : orders) keys.emplace_back(order->customer, order->line);
  ReadRecords(orders);
  book_.Load(keys);
  ReadEmployees(orders);
  ReadPools(orders);
  ReadClaimers(orders);
}

void OwnershipOrders::ReadRecords(const std::vector<const OwnershipOrder*>& orders) {
  std::vector<std::int64_t> ids;
  for (const OwnershipOrder* order : orders) ids.push_back(static_cast<std::int64_t>(order->customer));
  const db::Rows rows = book_.connection().Query(kRecords, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) merged_[rows.Id(i, 0)] = rows.Bool(i, 1);
}

void OwnershipOrders::ReadEmployees(const std::vector<const OwnershipOrder*>& orders) {
  People people;
  for (const OwnershipOrder* order : orders) {
    if (order->employee && NamesNewcomer(order->act)) people.names.insert(NameOf(*order->employee));
  }
  if (people.names.empty()) return;
  const db::Rows rows = book_.connection().Query(kEmployees, people.Params());
  for (std::size_t i = 0; i < rows.size(); ++i) employees_.emplace(rows.Text(i, 0), rows.Text(i, 1));
}

void OwnershipOrders::ReadPools(const std::vector<const OwnershipOrder*>& orders) {
  bool wanted = false;
  for (const OwnershipOrder* order : orders) {
    wanted = wanted || order->act == OwnershipAct::kClaim || order->act == OwnershipAct::kReturn;
  }
  if (!wanted) return;
  const db::Rows rows = book_.connection().Query(kPools);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Pool& pool = pools_[rows.Id(i, 0)];
    pool.line = rows.Text(i, 1);
    pool.limits = {.per_day = static_cast<std::uint32_t>(rows.Int(i, 2)),
                   .held = static_cast<std::uint32_t>(rows.Int(i, 3)),
                   .cool_off_days = static_cast<std::uint32_t>(rows.Int(i, 4))};
    pool.open = rows.Bool(i, 5);
  }
}

void OwnershipOrders::ReadClaimers(const std::vector<const OwnershipOrder*>& orders) {
  People claimers;
  for (const OwnershipOrder* order : orders) {
    if (order->act == OwnershipAct::kClaim && order->employee) claimers.names.insert(NameOf(*order->employee));
  }
  if (claimers.names.empty()) return;
  bool daily = false, held = false;
  for (const auto& [id, pool] : pools_) {
    daily = daily || pool.limits.per_day != 0;
    held = held || pool.limits.held != 0;
  }
  db::Connection& connection = book_.connection();
  if (daily) {
    const TimeMs shift = static_cast<TimeMs>(zone_minutes_) * 60'000;
    const TimeMs midnight = (book_.now() + shift) / kDay * kDay - shift;
    const db::Rows rows = connection.Query(kClaims, claimers.Params().Int(midnight));
    for (std::size_t i = 0; i < rows.size(); ++i) claims_[{rows.Text(i, 0), rows.Text(i, 1)}] = rows.Id(i, 2);
  }
  if (held) {
    const db::Rows rows = connection.Query(kHeld, claimers.Params());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      held_[{{rows.Text(i, 0), rows.Text(i, 1)}, rows.Text(i, 2)}] = rows.Id(i, 3);
    }
  }
  const db::Rows rows = connection.Query(kOutsiders, claimers.Params());
  for (std::size_t i = 0; i < rows.size(); ++i) outsiders_.insert({rows.Id(i, 0), {rows.Text(i, 1), rows.Text(i, 2)}});
}

Status OwnershipOrders::Check(const OwnershipOrder& order, const OwnershipBook::Held& held) const {
  const auto record = merged_.find(order.customer);
  if (record == merged_.end()) return Refusal(ErrorKind::kNotFound, "customer.not_found", "no such customer");
  if (record->second) {
    return Refusal(ErrorKind::kConflict, "ownership.merged", "the record was merged into another one");
  }
  if (order.seen && *order.seen != (held.entry ? static_cast<std::int64_t>(*held.entry) : kNoEntry)) {
    return Refusal(ErrorKind::kConflict, "ownership.changed", "somebody changed it meanwhile");
  }
  if (order.employee && NamesNewcomer(order.act) && !employees_.contains(NameOf(*order.employee))) {
    return Refusal(ErrorKind::kNotFound, "employee.not_found", "nobody of this id works here");
  }
  if (order.act == OwnershipAct::kReturn) {
    const auto pool = pools_.find(order.pool);
    if (pool == pools_.end() || pool->second.line != order.line) {
      return Refusal(ErrorKind::kNotFound, "pool.not_found", "this line of business has no such pool");
    }
  }
  return {};
}

ClaimTerms OwnershipOrders::TermsOf(const OwnershipOrder& order, const OwnershipState& state) const {
  ClaimTerms terms;
  const auto pool = pools_.find(state.pool);
  if (order.act != OwnershipAct::kClaim || pool == pools_.end() || !order.employee) return terms;
  const Employee claimer = NameOf(*order.employee);
  terms.limits = pool->second.limits;
  terms.open = pool->second.open;
  terms.theirs = !outsiders_.contains({state.pool, claimer});
  if (const auto found = claims_.find(claimer); found != claims_.end()) terms.claims_today = found->second;
  if (const auto found = held_.find({claimer, order.line}); found != held_.end()) terms.held = found->second;
  return terms;
}

void OwnershipOrders::Count(const OwnershipOrder& order, const OwnershipState& before, const OwnershipState& after) {
  if (order.act == OwnershipAct::kClaim) ++claims_[NameOf(*order.employee)];
  if (after.owner) ++held_[{NameOf(*after.owner), order.line}];
  if (!before.owner) return;
  const auto left = held_.find({NameOf(*before.owner), order.line});
  if (left != held_.end() && left->second > 0) --left->second;
}

OwnershipOutcome OwnershipOrders::CarryOut(const OwnershipOrder& order) {
  const OwnershipBook::Key key{order.customer, order.line};
  const OwnershipBook::Held& held = book_.At(key);
  OwnershipOutcome outcome{.entry = held.entry.value_or(0), .state = held.state, .refused = std::nullopt};
  if (const Status allowed = Check(order, held); !allowed) {
    outcome.refused = allowed.error();
    return outcome;
  }
  const auto next = Ordered(held.state, order, book_.now(), TermsOf(order, held.state));
  if (!next) {
    outcome.refused = next.error();
    return outcome;
  }
  if (SameOwnership(*next, held.state)) return outcome;
  Count(order, held.state, *next);
  outcome.entry = book_.Step(key, order.act, order.employee, *next, order.actor);
  outcome.state = *next;
  return outcome;
}

}  // namespace custos::storage
