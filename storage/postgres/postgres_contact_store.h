// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/contact_store.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Contacts as the tables contact_relation and contact_ending.
class PostgresContactStore final : public ContactStore {
 public:
  explicit PostgresContactStore(db::Pool& pool) : pool_(pool) {}

  Status Began(const std::string& source, const std::string& employee, const std::string& customer, TimeMs at) override;
  Result<std::string> Ended(const std::string& source, const std::string& employee, const std::string& customer,
                            TimeMs at) override;
  Result<std::vector<MissingContact>> Compare(const std::string& source, const std::string& employee,
                                              const std::vector<std::string>& customers, TimeMs at) override;
  Result<bool> Record(const std::string& source, const ContactEnding& ending) override;
  Result<std::vector<ContactEnding>> Untold(const std::string& source) override;
  Status Told(const std::string& source, const ContactEnding& ending) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
