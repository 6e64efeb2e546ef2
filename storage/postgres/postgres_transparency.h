// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"
#include "storage/transparency.h"

namespace custos::storage {

/// What a person may know of his record, on PostgreSQL. Thread-safe.
class PostgresTransparency final : public Transparency {
 public:
  PostgresTransparency(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Result<std::vector<RecordedSource>> Recorded(const Scope& scope) override;
  Result<std::vector<LookCount>> Looks(const Scope& scope, std::uint64_t user_id, TimeMs since) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
