// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/employee_marks.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "storage/staff_store.h"

namespace custos::storage {
namespace {

constexpr char kDrop[] =
    "DELETE FROM employee_mark m WHERE m.source_id = $1 AND m.employee_id = ANY($2) AND NOT EXISTS (SELECT 1"
    " FROM unnest($3::text[], $4::int[], $5::text[]) AS r(e, k, v) WHERE r.e = m.employee_id AND r.k = m.kind"
    " AND r.v = m.value)";
constexpr char kPut[] =
    "INSERT INTO employee_mark (source_id, employee_id, kind, value)"
    " SELECT DISTINCT $1::int, e, k, v FROM unnest($2::text[], $3::int[], $4::text[]) AS r(e, k, v)"
    " ON CONFLICT DO NOTHING";

/// Of mainland China: a telephone of an office is shared by many.
bool IsMobile(std::string_view number) {
  return number.size() == 13 && number.starts_with("861") && number[3] >= '3' &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

void PutEmployeeMarks(db::Connection& connection, int source_id, const std::vector<Employee>& employees) {
  std::vector<std::string> listed, who, values;
  std::vector<std::int32_t> kinds;
  const auto add = [&](const Employee& employee, StaffMark kind, std::string value) {
    if (value.empty()) return;
    who.push_back(employee.id);
    kinds.push_back(static_cast<int>(kind));
    values.push_back(std::move(value));
  };
  for (const Employee& one : employees) {
    listed.push_back(one.id);
    for (const std::string& number : one.numbers) {
      if (IsMobile(number)) add(one, StaffMark::kMobile, number);
    }
    for (const std::string& email : one.emails) add(one, StaffMark::kEmail, Lower(email));
    add(one, StaffMark::kStaffNumber, one.staff_number);
  }
  connection.Query(kDrop,
                   db::Params().Int(source_id).TextArray(listed).TextArray(who).Int4Array(kinds).TextArray(values));
  if (who.empty()) return;
  connection.Query(kPut, db::Params().Int(source_id).TextArray(who).Int4Array(kinds).TextArray(values));
}

}  // namespace custos::storage
