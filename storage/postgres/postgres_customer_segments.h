// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/customer_segment_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Segments of customers on PostgreSQL. Thread-safe.
class PostgresCustomerSegments final : public CustomerSegmentStore {
 public:
  PostgresCustomerSegments(db::Pool& pool, Sources& sources, const Clock& clock, std::int32_t zone_minutes)
      : pool_(pool), sources_(sources), clock_(clock), zone_minutes_(zone_minutes) {}

  Result<std::vector<CustomerSegment>> Segments(std::uint64_t user_id) override;
  Result<CustomerSegment> Segment(std::uint64_t id, std::uint64_t user_id) override;
  Result<CustomerSegment> CreateSegment(const CustomerSegment& segment) override;
  Result<CustomerSegment> ChangeSegment(const CustomerSegment& segment, std::uint64_t user_id) override;
  Status DeleteSegment(std::uint64_t id, std::uint64_t user_id) override;
  Result<std::optional<std::uint64_t>> Count(const Scope& scope, const CustomerCondition& condition) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
  const Clock& clock_;
  const std::int32_t zone_minutes_;
};

}  // namespace custos::storage
