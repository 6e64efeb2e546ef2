// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/follow_up_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Notes on PostgreSQL. Thread-safe.
class PostgresFollowUpStore final : public FollowUpStore {
 public:
  PostgresFollowUpStore(db::Pool& pool, Sources& sources, const Clock& clock)
      : pool_(pool), sources_(sources), clock_(clock) {}

  Result<CustomerNote> Write(const Scope& scope, std::uint64_t customer, const NoteContent& content,
                             const NoteActor& actor) override;
  Result<CustomerNote> Change(const Scope& scope, std::uint64_t id, std::uint64_t version, const NoteChange& change,
                              const NoteActor& actor) override;
  Status Remove(const Scope& scope, std::uint64_t id, std::uint64_t version, const NoteActor& actor) override;
  Result<NotePage> List(const Scope& scope, const NoteQuery& query) override;
  Result<FollowUpPage> Due(const Scope& scope, const FollowUpQuery& query) override;
  Result<NoteCounts> Count(std::uint64_t user_id, TimeMs from, TimeMs until) override;

 private:
  db::Pool& pool_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
