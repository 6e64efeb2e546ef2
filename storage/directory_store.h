// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/directory.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

struct DepartmentView {
  std::string source;
  std::int64_t id = 0;
  std::int64_t parent_id = 0;
  std::string name;
  std::uint64_t employees = 0;  ///< directly in it
};

/// People and groups by the names the platform gives them. Thread-safe.
class DirectoryStore {
 public:
  virtual ~DirectoryStore() = default;

  virtual Status Apply(const DirectorySnapshot& snapshot) = 0;
  virtual Result<std::vector<DepartmentView>> Departments(const Scope& scope) = 0;
  /// Employees whose id or name contains `text` (all when empty), within the scope.
  virtual Result<std::vector<PersonView>> FindEmployees(const Scope& scope, const std::string& text,
                                                        std::size_t limit) = 0;
  /// Customers whose id or name contains `text`, within the scope.
  virtual Result<std::vector<PersonView>> FindCustomers(const Scope& scope, const std::string& text,
                                                        std::size_t limit) = 0;
};

}  // namespace custos::storage
