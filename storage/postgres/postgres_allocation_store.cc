// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_allocation_store.h"

#include <algorithm>
#include <utility>

namespace custos::storage {
namespace {

constexpr char kUniqueViolation[] = "23505";

constexpr char kRules[] = "SELECT id, name, enabled, line, terms, version FROM allocation_rule ORDER BY position, id";
constexpr char kCreate[] =
    "INSERT INTO allocation_rule (position, name, enabled, line, terms)"
    " SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4 FROM allocation_rule RETURNING id, version";
constexpr char kUpdate[] =
    "UPDATE allocation_rule SET name = $1, enabled = $2, line = $3, terms = $4, version = version + 1"
    " WHERE id = $5 AND version = $6 RETURNING id, version";
constexpr char kRemove[] = "DELETE FROM allocation_rule WHERE id = $1 AND version = $2";
constexpr char kRemoveTurns[] = "DELETE FROM allocation_turn WHERE rule = $1";
constexpr char kExists[] = "SELECT 1 FROM allocation_rule WHERE id = $1";
constexpr char kLockRules[] = "SELECT id FROM allocation_rule ORDER BY id FOR UPDATE";
constexpr char kReorder[] =
    "UPDATE allocation_rule r SET position = t.n FROM unnest($1::bigint[]) WITH ORDINALITY AS t(id, n) WHERE r.id = "
    "t.id";
// Whoever waits is looked at again when something changed.
constexpr char kLookAgain[] = "UPDATE allocation_due SET next_at = 0 WHERE next_at <> 0";
constexpr char kCalendar[] = "SELECT day, works, note FROM allocation_day ORDER BY day";
constexpr char kClearCalendar[] = "DELETE FROM allocation_day";
constexpr char kSetCalendar[] =
    "INSERT INTO allocation_day (day, works, note) SELECT t.day, t.works <> 0, t.note"
    " FROM unnest($1::bigint[], $2::int[], $3::text[]) AS t(day, works, note)";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// Runs a statement that may meet a name that is taken.
db::Rows Naming(db::Connection& connection, const char* sql, const db::Params& params) {
  try {
    return connection.Query(sql, params);
  } catch (const db::Failure& failure) {
    if (failure.sqlstate() != kUniqueViolation) throw;
    db::Fail(ErrorKind::kConflict, "allocation.name_taken", "another rule has this name");
  }
}

[[noreturn]] void FailChange(db::Connection& connection, std::uint64_t id) {
  if (connection.Query(kExists, db::Params().Int(Signed(id))).empty()) {
    db::Fail(ErrorKind::kNotFound, "allocation.not_found", "no such rule");
  }
  db::Fail(ErrorKind::kConflict, "allocation.changed", "somebody changed it meanwhile");
}

db::Params Settings(const AllocationRule& rule) {
  return db::Params().Text(rule.name).Bool(rule.enabled).Text(rule.line).Text(AllocationTermsText(rule.terms));
}

AllocationRule Numbered(AllocationRule rule, const db::Rows& rows) {
  rule.id = rows.Id(0, 0);
  rule.version = rows.Id(0, 1);
  return rule;
}

}  // namespace

Result<std::vector<AllocationRule>> PostgresAllocationStore::Rules() {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kRules);
    std::vector<AllocationRule> rules;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto terms = ReadAllocationTerms(rows.Text(i, 4));
      if (!terms) throw db::Failure(terms.error());
      rules.push_back({.id = rows.Id(i, 0),
                       .name = rows.Text(i, 1),
                       .enabled = rows.Bool(i, 2),
                       .line = rows.Text(i, 3),
                       .terms = std::move(*terms),
                       .version = rows.Id(i, 5)});
    }
    return rules;
  });
}

Result<AllocationRule> PostgresAllocationStore::Create(const AllocationRule& rule) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    AllocationRule made = Numbered(rule, Naming(*lease, kCreate, Settings(rule)));
    lease->Query(kLookAgain);
    transaction.Commit();
    return made;
  });
}

Result<AllocationRule> PostgresAllocationStore::Update(const AllocationRule& rule) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows = Naming(*lease, kUpdate, Settings(rule).Int(Signed(rule.id)).Int(Signed(rule.version)));
    if (rows.empty()) FailChange(*lease, rule.id);
    lease->Query(kLookAgain);
    transaction.Commit();
    return Numbered(rule, rows);
  });
}

Status PostgresAllocationStore::Remove(std::uint64_t id, std::uint64_t version) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    if (lease->Query(kRemove, db::Params().Int(Signed(id)).Int(Signed(version))).affected() == 0) {
      FailChange(*lease, id);
    }
    lease->Query(kRemoveTurns, db::Params().Int(Signed(id)));
    lease->Query(kLookAgain);
    transaction.Commit();
  });
}

Status PostgresAllocationStore::Reorder(const std::vector<std::uint64_t>& ids) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows = lease->Query(kLockRules);
    std::vector<std::uint64_t> wanted = ids, known;
    for (std::size_t i = 0; i < rows.size(); ++i) known.push_back(rows.Id(i, 0));
    std::sort(wanted.begin(), wanted.end());
    if (wanted != known) db::Fail(ErrorKind::kConflict, "allocation.changed", "these are not the rules there are");
    lease->Query(kReorder, db::Params().IntArray({ids.begin(), ids.end()}));
    lease->Query(kLookAgain);
    transaction.Commit();
  });
}

Result<std::vector<CalendarDay>> PostgresAllocationStore::Calendar() {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kCalendar);
    std::vector<CalendarDay> days;
    for (std::size_t i = 0; i < rows.size(); ++i) days.push_back({rows.Int(i, 0), rows.Bool(i, 1), rows.Text(i, 2)});
    return days;
  });
}

Status PostgresAllocationStore::SetCalendar(const std::vector<CalendarDay>& days) {
  return db::Guard([&] {
    std::vector<std::int64_t> numbers;
    std::vector<std::int32_t> works;
    std::vector<std::string> notes;
    for (const CalendarDay& one : days) {
      numbers.push_back(one.day);
      works.push_back(one.works ? 1 : 0);
      notes.push_back(one.note);
    }
    auto lease = readers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kClearCalendar);
    lease->Query(kSetCalendar, db::Params().IntArray(numbers).Int4Array(works).TextArray(notes));
    lease->Query(kLookAgain);
    transaction.Commit();
  });
}

}  // namespace custos::storage
