// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/device_store.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// A number that is an employee's, or was.
struct BoundNumber {
  std::string exchange;  ///< of an extension; empty: the number is E.164 without plus
  std::string value;
  std::string origin;  ///< directory, person
  TimeMs since = 0;
  TimeMs until = 0;  ///< 0: it is his now
};

/// What belongs to an employee: his work account, phones and numbers, now and before.
struct StaffBindings {
  PersonView person;
  bool active = false;               ///< the account is there
  bool archived = false;             ///< it has an archive seat
  std::uint64_t customers = 0;       ///< contacts that stand
  std::vector<Device> devices;       ///< revoked ones too, the newest first
  std::vector<BoundNumber> numbers;  ///< his now before those that were his, the newest first
};

/// Who carries and uses what. Thread-safe.
class BindingStore {
 public:
  virtual ~BindingStore() = default;

  /// kNotFound "employee.not_found" for somebody whom neither the directory nor a phone nor a number knows.
  virtual Result<StaffBindings> Of(const EmployeeRef& employee) = 0;
};

}  // namespace custos::storage
