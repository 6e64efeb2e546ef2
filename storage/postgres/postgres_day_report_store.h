// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/day_report_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {

/// Reports of days on PostgreSQL. Thread-safe.
class PostgresDayReportStore final : public DayReportStore {
 public:
  PostgresDayReportStore(db::Pool& pool, Sources& sources, const Clock& clock)
      : pool_(pool), sources_(sources), clock_(clock) {}

  Result<DayReport> HandIn(const DayReportAuthor& author, std::int64_t day, const std::string& text,
                           const std::string& counts) override;
  Result<std::optional<DayReport>> Own(std::uint64_t user_id, std::int64_t day) override;
  Result<DayReport> Get(const Scope& scope, std::uint64_t reader, std::uint64_t id) override;
  Result<DayReportPage> List(const Scope& scope, std::uint64_t reader, const DayReportQuery& query) override;
  Result<std::vector<MissingReport>> Missing(const Scope& scope, const DayReportQuery& query) override;
  Status MarkRead(const Scope& scope, std::uint64_t reader, const std::string& name, std::uint64_t id) override;

 private:
  std::vector<DayReport> Load(db::Connection& connection, const SqlWhere& where, const std::string& rest);
  void AddPast(db::Connection& connection, DayReport& report);
  SqlWhere InSight(db::Connection& connection, const Scope& scope, std::uint64_t reader,
                   const std::optional<DepartmentRef>& department);

  db::Pool& pool_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
