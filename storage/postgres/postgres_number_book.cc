// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_number_book.h"

namespace custos::storage {
namespace {

constexpr char kList[] =
    "SELECT scope, value, employee_source, employee_id, origin, since FROM employee_number ORDER BY scope, value"
    " LIMIT 10000";
// A source without a directory of its own uses another's.
constexpr char kOf[] =
    "SELECT n.value, n.employee_id FROM employee_number n WHERE (n.scope = '' OR (n.scope = $2 AND $2 <> ''))"
    " AND (n.employee_source = $1 OR n.employee_source = (SELECT d.name FROM source s JOIN source d"
    "   ON d.source_id = s.directory_id WHERE s.name = $1)"
    "  OR NOT EXISTS (SELECT 1 FROM source s WHERE s.name = $1 AND (s.directory_id IS NOT NULL"
    "   OR EXISTS (SELECT 1 FROM employee e WHERE e.source_id = s.source_id))))"
    " ORDER BY n.scope";
constexpr char kPut[] =
    "INSERT INTO employee_number AS n (scope, value, employee_source, employee_id, origin, since)"
    " SELECT DISTINCT ON (scope, value) scope, value, source, id, 1, $5"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t(scope, value, source, id)"
    " ON CONFLICT (scope, value) DO UPDATE SET employee_source = excluded.employee_source,"
    "  employee_id = excluded.employee_id, origin = 1, since = excluded.since";
constexpr char kRemove[] = "DELETE FROM employee_number WHERE scope = $1 AND value = $2";

}  // namespace

Result<std::vector<EmployeeNumber>> PostgresNumberBook::List() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kList);
    std::vector<EmployeeNumber> numbers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      numbers.push_back({.exchange = rows.Text(i, 0),
                         .value = rows.Text(i, 1),
                         .employee_source = rows.Text(i, 2),
                         .employee_id = rows.Text(i, 3),
                         .origin = rows.Int(i, 4) == 0 ? "directory" : "person",
                         .since = rows.Int(i, 5)});
    }
    return numbers;
  });
}

Result<std::map<std::string, std::string>> PostgresNumberBook::Of(const std::string& source,
                                                                  const std::string& exchange) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kOf, db::Params().Text(source).Text(exchange));
    std::map<std::string, std::string> employees;
    for (std::size_t i = 0; i < rows.size(); ++i) employees.emplace(rows.Text(i, 0), rows.Text(i, 1));
    return employees;
  });
}

Status PostgresNumberBook::Put(const std::vector<EmployeeNumber>& numbers) {
  return db::Guard([&] {
    std::vector<std::string> scopes, values, sources, ids;
    for (const EmployeeNumber& one : numbers) {
      scopes.push_back(one.exchange);
      values.push_back(one.value);
      sources.push_back(one.employee_source);
      ids.push_back(one.employee_id);
    }
    pool_.Acquire()->Query(
        kPut, db::Params().TextArray(scopes).TextArray(values).TextArray(sources).TextArray(ids).Int(clock_.Now()));
  });
}

Status PostgresNumberBook::Remove(const std::string& exchange, const std::string& value) {
  return db::Guard([&] {
    const db::Params number = db::Params().Text(exchange).Text(value);
    if (pool_.Acquire()->Query(kRemove, number).affected() == 0) {
      db::Fail(ErrorKind::kNotFound, "number.not_found", "no such number");
    }
  });
}

}  // namespace custos::storage
