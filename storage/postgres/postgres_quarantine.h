// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/quarantine.h"

namespace custos::storage {

/// The table of parked messages, read.
class PostgresQuarantine final : public Quarantine {
 public:
  explicit PostgresQuarantine(db::Pool& pool) : pool_(pool) {}

  Result<std::vector<ParkedCount>> CountParked() override;
  Result<ParkedPage> ListParked(const std::string& source, const std::string& reason, const std::string& cursor,
                                std::size_t limit) override;
  Result<std::string> ReadParked(std::uint64_t id) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
