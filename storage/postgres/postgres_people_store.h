// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/people_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Departments of employees and tags of customers on PostgreSQL. Thread-safe.
class PostgresPeopleStore final : public PeopleStore {
 public:
  PostgresPeopleStore(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Result<std::uint64_t> Revision() override;
  Status Read(PeopleVisitor& visitor) override;

 private:
  void ReadTagged(db::Connection& connection, PeopleVisitor& visitor);

  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
