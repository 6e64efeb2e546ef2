// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/binding_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Bindings on PostgreSQL; phones are asked of their own store. Thread-safe.
class PostgresBindingStore final : public BindingStore {
 public:
  PostgresBindingStore(db::Pool& pool, Sources& sources, DeviceStore& devices)
      : pool_(pool), sources_(sources), devices_(devices) {}

  Result<StaffBindings> Of(const EmployeeRef& employee) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
  DeviceStore& devices_;
};

}  // namespace custos::storage
