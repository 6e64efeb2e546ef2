// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/activity_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// Activity on PostgreSQL. Thread-safe.
class PostgresActivityStore final : public ActivityStore {
 public:
  /// Days end where the zone's do, minutes east of UTC.
  PostgresActivityStore(db::Pool& readers, db::Pool& writers, Sources& sources, SealedStore& sealed, const Clock& clock,
                        std::int32_t zone_minutes)
      : readers_(readers),
        writers_(writers),
        sources_(sources),
        sealed_(sealed),
        clock_(clock),
        zone_minutes_(zone_minutes) {}

  Result<ActivityReport> Report(const Scope& scope, const ActivityQuery& query) override;
  Result<OpenQuestionPage> OpenQuestions(const Scope& scope, const OpenQuestionQuery& query) override;
  Result<std::vector<LastContact>> LastContacts(const Scope& scope,
                                                const std::vector<std::uint64_t>& customers) override;
  Result<std::uint64_t> Follow() override;
  Status FollowAgain() override;
  Result<std::uint64_t> Behind() override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  SealedStore& sealed_;
  const Clock& clock_;
  const std::int32_t zone_minutes_;
};

}  // namespace custos::storage
