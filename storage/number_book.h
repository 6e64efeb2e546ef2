// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// A number that is an employee's: of a telephone or a SIM, or an extension.
struct EmployeeNumber {
  std::string exchange;  ///< of an extension: the exchange's name; empty: the number is E.164 without plus
  std::string value;
  std::string employee_source;
  std::string employee_id;
  std::string origin = "person";  ///< directory, person
  TimeMs since = 0;
};

/// Whose the company's own numbers are. What a person entered is not overwritten by the directory. Thread-safe.
class NumberBook {
 public:
  virtual ~NumberBook() = default;

  /// In order of exchange and number, at most 10,000.
  virtual Result<std::vector<EmployeeNumber>> List() = 0;
  /// Employees of a source's directory by number, and with an `exchange` by its extensions too.
  virtual Result<std::map<std::string, std::string>> Of(const std::string& source, const std::string& exchange) = 0;
  /// Entered by a person; replaces what stood at the number.
  virtual Status Put(const std::vector<EmployeeNumber>& numbers) = 0;
  /// kNotFound "number.not_found".
  virtual Status Remove(const std::string& exchange, const std::string& value) = 0;
};

}  // namespace custos::storage
