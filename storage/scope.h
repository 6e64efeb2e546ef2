// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace custos::storage {

struct DepartmentRef {
  std::string source;
  std::int64_t id = 0;
};

struct EmployeeRef {
  std::string source;
  std::string id;
};

/// Whose conversations a person may see. An argument of every content query, so that no caller can forget it; the
/// default sees nothing.
struct Scope {
  enum class Kind : std::uint8_t { kNothing = 0, kAll = 1, kDepartments = 2, kOwn = 3 };

  Kind kind = Kind::kNothing;
  std::vector<DepartmentRef> departments;  ///< kDepartments: conversations with an employee in these subtrees
  std::vector<EmployeeRef> employees;      ///< kOwn: conversations in which one of these work accounts takes part

  static Scope All() { return {.kind = Kind::kAll, .departments = {}, .employees = {}}; }
};

}  // namespace custos::storage
