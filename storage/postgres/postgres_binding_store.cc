// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_binding_store.h"

#include <utility>

#include "storage/postgres/people.h"
#include "storage/postgres/standing.h"

namespace custos::storage {
namespace {

constexpr char kAccount[] = "SELECT active, archived FROM employee WHERE source_id = $1 AND id = $2";
constexpr char kCustomers[] =
    "SELECT count(*) FROM follow_relation f WHERE f.source_id = $1 AND f.employee_id = $2 AND ";
constexpr char kNumbers[] =
    "SELECT scope, value, origin, since, 0::bigint AS until FROM employee_number WHERE employee_source = $1"
    " AND employee_id = $2 UNION ALL SELECT scope, value, origin, since, until FROM employee_number_past"
    " WHERE employee_source = $1 AND employee_id = $2 ORDER BY 5, 4 DESC, 1, 2";

}  // namespace

Result<StaffBindings> PostgresBindingStore::Of(const EmployeeRef& employee) {
  auto devices = devices_.Of(employee.source, employee.id);
  if (!devices) return devices.error();
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    StaffBindings bindings;
    bindings.devices = std::move(*devices);
    const int source = sources_.Find(*lease, employee.source);
    const db::Params who = db::Params().Int(source).Text(employee.id);
    const db::Rows account = lease->Query(kAccount, who);
    const db::Rows numbers = lease->Query(kNumbers, db::Params().Text(employee.source).Text(employee.id));
    if (account.empty() && numbers.empty() && bindings.devices.empty()) {
      db::Fail(ErrorKind::kNotFound, "employee.not_found", "nobody of this id");
    }
    bindings.active = !account.empty() && account.Bool(0, 0);
    bindings.archived = !account.empty() && account.Bool(0, 1);
    bindings.customers = lease->Query(std::string(kCustomers) + kRelationStands, who).Id(0, 0);
    People people(*lease, sources_);
    people.Want(source, PartyKind::kStaff, employee.id);
    people.Load();
    bindings.person = people.Get(source, PartyKind::kStaff, employee.id);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      bindings.numbers.push_back({.exchange = numbers.Text(i, 0),
                                  .value = numbers.Text(i, 1),
                                  .origin = numbers.Int(i, 2) == 0 ? "directory" : "person",
                                  .since = numbers.Int(i, 3),
                                  .until = numbers.Int(i, 4)});
    }
    return bindings;
  });
}

}  // namespace custos::storage
