// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/duplicate_check.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Looks among earlier leads and among outsiders who have called, written or were called.
class PostgresDuplicateCheck final : public DuplicateCheck {
 public:
  explicit PostgresDuplicateCheck(db::Pool& pool) : pool_(pool) {}
  Result<std::vector<std::vector<DuplicateMatch>>> Find(const std::vector<DuplicateQuestion>& questions) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
