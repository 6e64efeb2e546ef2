// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/leaver_reviews.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Reviews of leavers, on PostgreSQL. Thread-safe.
class PostgresLeaverReviews final : public LeaverReviews {
 public:
  PostgresLeaverReviews(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Result<std::vector<LeaverReview>> Due(TimeMs now, std::size_t limit) override;
  Status Done(const std::vector<LeaverReview>& reviews) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
