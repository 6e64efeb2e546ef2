// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_rows.h"

namespace custos::storage {
namespace {

constexpr char kLoad[] =
    "SELECT o.customer, o.line, o.entry, o.owner_source, o.owner_id, o.pool, o.since, o.borrower_source,"
    " o.borrower_id, o.lent_until, o.frozen, o.frozen_until, o.last_source, o.last_id, o.left_at, o.merged"
    " FROM unnest($1::bigint[], $2::text[]) AS t(customer, line) JOIN ownership o USING (customer, line)";
constexpr char kLoadShares[] =
    "SELECT s.customer, s.line, s.source_id, s.employee_id"
    " FROM unnest($1::bigint[], $2::text[]) AS t(customer, line) JOIN ownership_share s USING (customer, line)";
constexpr char kWrite[] =
    "INSERT INTO ownership AS o (customer, line, entry, owner_source, owner_id, pool, since, borrower_source,"
    "  borrower_id, lent_until, frozen, frozen_until, last_source, last_id, left_at, merged)"
    " SELECT customer, line, entry, owner_source, owner_id, pool, since, borrower_source, borrower_id, lent_until,"
    "  frozen <> 0, frozen_until, last_source, last_id, left_at, merged <> 0"
    " FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[],"
    "  $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[],"
    "  $15::bigint[], $16::bigint[]) AS t(customer, line, entry, owner_source, owner_id, pool, since, borrower_source,"
    "  borrower_id, lent_until, frozen, frozen_until, last_source, last_id, left_at, merged)"
    " ON CONFLICT (customer, line) DO UPDATE SET entry = excluded.entry, owner_source = excluded.owner_source,"
    "  owner_id = excluded.owner_id, pool = excluded.pool, since = excluded.since,"
    "  borrower_source = excluded.borrower_source, borrower_id = excluded.borrower_id,"
    "  lent_until = excluded.lent_until, frozen = excluded.frozen, frozen_until = excluded.frozen_until,"
    "  last_source = excluded.last_source, last_id = excluded.last_id, left_at = excluded.left_at,"
    "  merged = excluded.merged, look_at = CASE WHEN o.since = excluded.since THEN o.look_at ELSE 1 END,"
    "  warned_at = CASE WHEN o.since = excluded.since THEN o.warned_at ELSE 0 END,"
    "  due_at = CASE WHEN o.since = excluded.since THEN o.due_at ELSE 0 END,"
    "  due_pool = CASE WHEN o.since = excluded.since THEN o.due_pool ELSE 0 END";
constexpr char kDropShares[] =
    "DELETE FROM ownership_share s USING unnest($1::bigint[], $2::text[]) AS t(customer, line)"
    " WHERE s.customer = t.customer AND s.line = t.line";
constexpr char kAddShares[] =
    "INSERT INTO ownership_share (customer, line, source_id, employee_id)"
    " SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])";
constexpr char kAddSteps[] =
    "INSERT INTO ownership_entry (leaf, customer, line, previous, fork, act, at, employee_source, employee_id, content)"
    " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],"
    "  $7::bigint[], $8::bigint[], $9::text[], $10::bytea[])";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// The columns of many keys.
struct Keys {
  std::vector<std::int64_t> customers;
  std::vector<std::string> lines;
  void Add(const OwnershipKey& key) {
    customers.push_back(Signed(key.first));
    lines.push_back(key.second);
  }
  db::Params Params() const { return db::Params().IntArray(customers).TextArray(lines); }
};

void WriteRows(db::Connection& connection, Sources& sources, const std::map<OwnershipKey, HeldOwnership>& all) {
  Keys keys;
  std::vector<std::int64_t> entries, owner_sources, pools, since, borrower_sources, lent, frozen, frozen_until,
      last_sources, left, merged;
  std::vector<std::string> owners, borrowers, last;
  const auto put = [&](const EmployeeRef* employee, std::vector<std::int64_t>& numbers, std::vector<std::string>& ids) {
    numbers.push_back(employee == nullptr ? 0 : sources.Find(connection, employee->source));
    ids.push_back(employee == nullptr ? std::string() : employee->id);
  };
  for (const auto& [key, held] : all) {
    if (!held.changed) continue;
    const OwnershipState& state = held.state;
    keys.Add(key);
    entries.push_back(Signed(*held.entry));
    put(state.owner ? &*state.owner : nullptr, owner_sources, owners);
    pools.push_back(Signed(state.pool));
    since.push_back(state.since);
    put(state.borrower ? &state.borrower->employee : nullptr, borrower_sources, borrowers);
    lent.push_back(state.borrower ? state.borrower->at : 0);
    frozen.push_back(state.frozen ? 1 : 0);
    frozen_until.push_back(state.frozen_until);
    put(state.last_owner ? &state.last_owner->employee : nullptr, last_sources, last);
    left.push_back(state.last_owner ? state.last_owner->at : 0);
    merged.push_back(state.merged ? 1 : 0);
  }
  connection.Query(kWrite, keys.Params()
                               .IntArray(entries)
                               .IntArray(owner_sources)
                               .TextArray(owners)
                               .IntArray(pools)
                               .IntArray(since)
                               .IntArray(borrower_sources)
                               .TextArray(borrowers)
                               .IntArray(lent)
                               .IntArray(frozen)
                               .IntArray(frozen_until)
                               .IntArray(last_sources)
                               .TextArray(last)
                               .IntArray(left)
                               .IntArray(merged));
}

void WriteShares(db::Connection& connection, Sources& sources, const std::map<OwnershipKey, HeldOwnership>& all) {
  Keys changed, shared;
  std::vector<std::int64_t> numbers;
  std::vector<std::string> ids;
  for (const auto& [key, held] : all) {
    if (!held.changed) continue;
    changed.Add(key);
    for (const EmployeeRef& one : held.state.shared) {
      shared.Add(key);
      numbers.push_back(sources.Find(connection, one.source));
      ids.push_back(one.id);
    }
  }
  connection.Query(kDropShares, changed.Params());
  if (!ids.empty()) connection.Query(kAddShares, shared.Params().IntArray(numbers).TextArray(ids));
}

}  // namespace

std::map<OwnershipKey, HeldOwnership> LoadOwnership(db::Connection& connection, Sources& sources,
                                                    const std::vector<OwnershipKey>& keys) {
  std::map<OwnershipKey, HeldOwnership> all;
  if (keys.empty()) return all;
  Keys wanted;
  for (const OwnershipKey& key : keys) wanted.Add(key);
  const db::Rows rows = connection.Query(kLoad, wanted.Params());
  const auto employee = [&](std::size_t row, int source, int id) -> std::optional<EmployeeRef> {
    if (rows.View(row, id).empty()) return std::nullopt;
    return EmployeeRef{sources.NameOf(connection, static_cast<int>(rows.Int(row, source))), rows.Text(row, id)};
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HeldOwnership& held = all[{rows.Id(i, 0), rows.Text(i, 1)}];
    held.entry = rows.Id(i, 2);
    OwnershipState& state = held.state;
    state.owner = employee(i, 3, 4);
    state.pool = rows.Id(i, 5);
    state.since = rows.Int(i, 6);
    if (auto borrower = employee(i, 7, 8)) state.borrower = DatedEmployee{*borrower, rows.Int(i, 9)};
    state.frozen = rows.Bool(i, 10);
    state.frozen_until = rows.Int(i, 11);
    if (auto last = employee(i, 12, 13)) state.last_owner = DatedEmployee{*last, rows.Int(i, 14)};
    state.merged = rows.Bool(i, 15);
  }
  const db::Rows shares = connection.Query(kLoadShares, wanted.Params());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    all[{shares.Id(i, 0), shares.Text(i, 1)}].state.shared.push_back(
        {sources.NameOf(connection, static_cast<int>(shares.Int(i, 2))), shares.Text(i, 3)});
  }
  for (auto& [key, held] : all) SortSharers(held.state);
  return all;
}

void WriteOwnership(db::Connection& connection, Sources& sources, const std::map<OwnershipKey, HeldOwnership>& all) {
  WriteRows(connection, sources, all);
  WriteShares(connection, sources, all);
}

void AddOwnershipSteps(db::Connection& connection, Sources& sources, const std::vector<OwnershipStep>& steps) {
  Keys keys;
  std::vector<std::int64_t> leaves, previous, forks, acts, times, numbers;
  std::vector<std::string> ids, contents;
  for (const OwnershipStep& step : steps) {
    leaves.push_back(Signed(step.leaf));
    keys.Add(step.key);
    previous.push_back(step.previous ? Signed(*step.previous) : -1);
    forks.push_back(step.fork ? Signed(step.leaf) : 0);
    acts.push_back(static_cast<std::int64_t>(step.act));
    times.push_back(step.at);
    numbers.push_back(step.employee ? sources.Find(connection, step.employee->source) : 0);
    ids.push_back(step.employee ? step.employee->id : std::string());
    contents.push_back(step.content);
  }
  connection.Query(kAddSteps, db::Params()
                                  .IntArray(leaves)
                                  .IntArray(keys.customers)
                                  .TextArray(keys.lines)
                                  .IntArray(previous)
                                  .IntArray(forks)
                                  .IntArray(acts)
                                  .IntArray(times)
                                  .IntArray(numbers)
                                  .TextArray(ids)
                                  .BytesArray(contents));
}

}  // namespace custos::storage
