// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_evidence.h"

#include "storage/postgres/ownership_book.h"

namespace custos::storage {
namespace {

constexpr char kEntries[] =
    "SELECT e.leaf, e.customer, e.line, e.previous, e.act, e.at, e.employee_source, e.employee_id, e.content,"
    " EXISTS (SELECT 1 FROM ownership_entry n WHERE n.customer = e.customer AND n.line = e.line"
    "  AND n.previous = e.leaf) OR EXISTS (SELECT 1 FROM ownership_entry n WHERE n.customer = e.customer"
    "  AND n.line = e.line AND n.leaf > e.leaf),"
    " EXISTS (SELECT 1 FROM ownership_entry n WHERE n.customer = e.customer AND n.line = e.line"
    "  AND n.previous = e.previous AND n.leaf < e.leaf)"
    " FROM ownership_entry e WHERE e.leaf >= $1 AND e.leaf < $2 ORDER BY e.leaf LIMIT $3";
constexpr char kStray[] =
    "SELECT DISTINCT o.customer FROM ownership o WHERE NOT EXISTS (SELECT 1 FROM ownership_entry e"
    " WHERE e.customer = o.customer AND e.line = o.line AND e.leaf = o.entry) ORDER BY 1 LIMIT $1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

std::vector<OwnershipRow> ReadOwnershipRows(db::Connection& connection, Sources& sources, std::uint64_t first,
                                            std::uint64_t end, std::size_t limit) {
  const db::Rows rows = connection.Query(kEntries, db::Params().Int(Signed(first)).Int(Signed(end)).Int(Signed(limit)));
  std::vector<OwnershipRow> entries;
  std::vector<OwnershipKey> open;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    OwnershipRow& row = entries.emplace_back();
    row.id = rows.Id(i, 0);
    row.customer = rows.Id(i, 1);
    row.line = rows.Text(i, 2);
    if (rows.Int(i, 3) >= 0) row.previous = rows.Id(i, 3);
    row.act = static_cast<OwnershipAct>(rows.Int(i, 4));
    row.at = rows.Int(i, 5);
    if (!rows.View(i, 7).empty()) {
      row.employee = EmployeeRef{sources.NameOf(connection, static_cast<int>(rows.Int(i, 6))), rows.Text(i, 7)};
    }
    row.content = rows.Bytes(i, 8);
    row.followed = rows.Bool(i, 9);
    row.fork = rows.Bool(i, 10);
    if (!row.followed) open.emplace_back(row.customer, row.line);
  }
  const auto held = LoadOwnership(connection, sources, open);
  for (OwnershipRow& row : entries) {
    const auto found = held.find({row.customer, row.line});
    if (!row.followed && found != held.end() && found->second.entry == row.id) row.standing = found->second.state;
  }
  return entries;
}

std::vector<std::uint64_t> ReadStrayOwnership(db::Connection& connection, std::size_t limit) {
  const db::Rows rows = connection.Query(kStray, db::Params().Int(Signed(limit)));
  std::vector<std::uint64_t> customers;
  for (std::size_t i = 0; i < rows.size(); ++i) customers.push_back(rows.Id(i, 0));
  return customers;
}

}  // namespace custos::storage
