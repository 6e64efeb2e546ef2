// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/grading_store.h"
#include "storage/postgres/customer_condition_sql.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Grading on PostgreSQL. Thread-safe.
class PostgresGradingStore final : public GradingStore {
 public:
  PostgresGradingStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock,
                       std::int32_t zone_minutes)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock), zone_minutes_(zone_minutes) {}

  Result<GradeRules> Rules() override;
  Result<GradeRules> SetRules(std::uint64_t version, const std::vector<GradeRule>& rules,
                              const std::string& user_name) override;
  Result<GradePreview> Preview(const std::vector<GradeRule>& rules) override;
  Result<GradeState> State() override;
  Result<std::uint64_t> Step() override;
  Result<CustomerFields> Fields() override;
  Result<CustomerFields> SetFields(std::uint64_t version, const std::vector<CustomerField>& fields,
                                   const std::string& user_name) override;

 private:
  ConditionTime Now() const { return {clock_.Now(), zone_minutes_}; }

  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
  const std::int32_t zone_minutes_;
};

}  // namespace custos::storage
