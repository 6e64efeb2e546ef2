// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/number_book.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// The number book in the database. Thread-safe.
class PostgresNumberBook final : public NumberBook {
 public:
  PostgresNumberBook(db::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  Result<std::vector<EmployeeNumber>> List() override;
  Result<std::map<std::string, std::string>> Of(const std::string& source, const std::string& exchange) override;
  Status Put(const std::vector<EmployeeNumber>& numbers) override;
  Status Remove(const std::string& exchange, const std::string& value) override;

 private:
  db::Pool& pool_;
  const Clock& clock_;
};

}  // namespace custos::storage
