// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_public_pool_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/postgres/cursor.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kCursorTag = 'p';
constexpr char kUniqueViolation[] = "23505";

constexpr char kColumns[] =
    "SELECT p.id, p.name, p.line, p.departments, p.per_day, p.held, p.cool_off_days, p.returns, p.open, p.version,"
    " (SELECT count(*) FROM ownership o WHERE o.pool = p.id AND NOT o.merged) FROM customer_pool p";
constexpr char kCreate[] =
    "INSERT INTO customer_pool (name, line, departments, per_day, held, cool_off_days, returns, open)"
    " VALUES ($1, $8, $2, $3, $4, $5, $6, $7) RETURNING id";
constexpr char kUpdate[] =
    "UPDATE customer_pool SET name = $1, departments = $2, per_day = $3, held = $4, cool_off_days = $5, returns = $6,"
    " open = $7, version = version + 1 WHERE id = $8 AND version = $9";
constexpr char kExists[] = "SELECT 1 FROM customer_pool WHERE id = $1";
constexpr char kFirst[] =
    "SELECT customer, entry, since, last_id, left_at, (SELECT name FROM source WHERE source_id = last_source)"
    " FROM ownership WHERE pool = $1 AND pool <> 0 AND NOT merged"
    " ORDER BY since DESC, customer DESC LIMIT $2";
constexpr char kNext[] =
    "SELECT customer, entry, since, last_id, left_at, (SELECT name FROM source WHERE source_id = last_source)"
    " FROM ownership WHERE pool = $1 AND pool <> 0 AND NOT merged"
    " AND (since, customer) < ($3, $4) ORDER BY since DESC, customer DESC LIMIT $2";

// As the ledger counts them: storage/postgres/ownership_orders.cc.
constexpr char kClaimsToday[] =
    "SELECT count(*) FROM ownership_entry e JOIN source s ON s.name = $1 WHERE e.act = 2 AND e.employee_id = $2"
    " AND e.employee_source = s.source_id AND e.at >= $3";
constexpr char kHeld[] =
    "SELECT o.line, count(*) FROM ownership o JOIN source s ON s.name = $1 WHERE o.owner_id = $2"
    " AND o.owner_source = s.source_id AND NOT o.merged AND o.owner_id <> '' GROUP BY 1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string DepartmentsText(const std::vector<DepartmentRef>& departments) {
  json list = json::array();
  for (const DepartmentRef& one : departments) list.push_back({{"source", one.source}, {"id", one.id}});
  return list.dump();
}

std::vector<DepartmentRef> ReadDepartments(const std::string& text) {
  std::vector<DepartmentRef> departments;
  for (const json& one : json::parse(text)) {
    departments.push_back({one.at("source").get<std::string>(), one.at("id").get<std::int64_t>()});
  }
  return departments;
}

std::string RuleText(const ReturnRule& rule) {
  return json{{"idle_days", rule.idle_days},
              {"no_deal_days", rule.no_deal_days},
              {"warn_days", rule.warn_days},
              {"grades", rule.grades},
              {"deal_stages", rule.deal_stages}}
      .dump();
}

ReturnRule ReadRule(const std::string& text) {
  const json rule = json::parse(text);
  return {.idle_days = rule.at("idle_days").get<std::uint32_t>(),
          .no_deal_days = rule.at("no_deal_days").get<std::uint32_t>(),
          .warn_days = rule.at("warn_days").get<std::uint32_t>(),
          .grades = rule.at("grades").get<std::vector<std::string>>(),
          .deal_stages = rule.at("deal_stages").get<std::vector<std::string>>()};
}

PublicPool ReadPool(const db::Rows& rows, std::size_t i) {
  return {.id = rows.Id(i, 0),
          .name = rows.Text(i, 1),
          .line = rows.Text(i, 2),
          .departments = ReadDepartments(rows.Text(i, 3)),
          .limits = {.per_day = static_cast<std::uint32_t>(rows.Int(i, 4)),
                     .held = static_cast<std::uint32_t>(rows.Int(i, 5)),
                     .cool_off_days = static_cast<std::uint32_t>(rows.Int(i, 6))},
          .returns = ReadRule(rows.Text(i, 7)),
          .open = rows.Bool(i, 8),
          .version = rows.Id(i, 9),
          .customers = rows.Id(i, 10)};
}

/// The columns that both statements set, in their order.
db::Params Settings(const PublicPool& pool) {
  return db::Params()
      .Text(pool.name)
      .Text(DepartmentsText(pool.departments))
      .Int(pool.limits.per_day)
      .Int(pool.limits.held)
      .Int(pool.limits.cool_off_days)
      .Text(RuleText(pool.returns))
      .Bool(pool.open);
}

/// Runs a statement that may meet a name that is taken.
db::Rows Naming(db::Connection& connection, const char* sql, const db::Params& params) {
  try {
    return connection.Query(sql, params);
  } catch (const db::Failure& failure) {
    if (failure.sqlstate() != kUniqueViolation) throw;
    db::Fail(ErrorKind::kConflict, "pool.name_taken", "another pool has this name");
  }
}

}  // namespace

std::vector<PublicPool> ReadPools(db::Connection& connection) {
  const db::Rows rows = connection.Query(std::string(kColumns) + " ORDER BY p.name");
  std::vector<PublicPool> pools;
  for (std::size_t i = 0; i < rows.size(); ++i) pools.push_back(ReadPool(rows, i));
  return pools;
}

PublicPool PostgresPublicPoolStore::Load(db::Connection& connection, std::uint64_t id) {
  return ReadPool(connection.Query(std::string(kColumns) + " WHERE p.id = $1", db::Params().Int(Signed(id))), 0);
}

Result<std::vector<PublicPool>> PostgresPublicPoolStore::List() {
  return db::Guard([&] { return ReadPools(*pool_.Acquire()); });
}

Result<PublicPool> PostgresPublicPoolStore::Create(const PublicPool& pool) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows made = Naming(*lease, kCreate, Settings(pool).Text(pool.line));
    return Load(*lease, made.Id(0, 0));
  });
}

Result<PublicPool> PostgresPublicPoolStore::Update(const PublicPool& pool) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Params change = Settings(pool).Int(Signed(pool.id)).Int(Signed(pool.version));
    if (Naming(*lease, kUpdate, change).affected() == 0) {
      if (lease->Query(kExists, db::Params().Int(Signed(pool.id))).empty()) {
        db::Fail(ErrorKind::kNotFound, "pool.not_found", "no such pool");
      }
      db::Fail(ErrorKind::kConflict, "pool.changed", "somebody changed it meanwhile");
    }
    return Load(*lease, pool.id);
  });
}

Result<PoolCustomerPage> PostgresPublicPoolStore::Customers(std::uint64_t pool, const std::string& cursor,
                                                            std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    if (lease->Query(kExists, db::Params().Int(Signed(pool))).empty()) {
      db::Fail(ErrorKind::kNotFound, "pool.not_found", "no such pool");
    }
    limit = std::clamp<std::size_t>(limit, 1, 200);
    db::Params wanted = db::Params().Int(Signed(pool)).Int(Signed(limit + 1));
    if (!cursor.empty()) {
      const auto after = ParseCursor(kCursorTag, cursor, 2);
      wanted.Int(after[0]).Int(after[1]);
    }
    const db::Rows rows = lease->Query(cursor.empty() ? kFirst : kNext, wanted);
    PoolCustomerPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) {
      PoolCustomer& one = page.items.emplace_back();
      one.customer = rows.Id(i, 0);
      one.entry = rows.Id(i, 1);
      one.since = rows.Int(i, 2);
      if (rows.View(i, 3).empty()) continue;
      one.last_owner = EmployeeRef{rows.Text(i, 5), rows.Text(i, 3)};
      one.lost_at = rows.Int(i, 4);
    }
    if (rows.size() > limit) {
      page.next_cursor = MakeCursor(kCursorTag, {page.items.back().since, Signed(page.items.back().customer)});
    }
    return page;
  });
}

Result<ClaimsMade> PostgresPublicPoolStore::Claims(const EmployeeRef& employee, TimeMs midnight) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    ClaimsMade made;
    made.today =
        lease->Query(kClaimsToday, db::Params().Text(employee.source).Text(employee.id).Int(midnight)).Id(0, 0);
    const db::Rows held = lease->Query(kHeld, db::Params().Text(employee.source).Text(employee.id));
    for (std::size_t i = 0; i < held.size(); ++i) made.held[held.Text(i, 0)] = held.Id(i, 1);
    return made;
  });
}

}  // namespace custos::storage
