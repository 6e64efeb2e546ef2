// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/media_store.h"
#include "storage/postgres/evidence_log.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Files still to be fetched, as rows of the media table. Thread-safe.
class PostgresMediaQueue final : public MediaQueue {
 public:
  PostgresMediaQueue(db::Pool& pool, EvidenceLog& log, Sources& sources) : pool_(pool), log_(log), sources_(sources) {}

  Result<std::vector<MediaTask>> Take(TimeMs now, TimeMs lease_ms, std::size_t limit) override;
  Status Finish(const MediaTask& task, const Digest& content, std::uint64_t size) override;
  Status RetryAt(const MediaTask& task, TimeMs at, const std::string& reason) override;
  Status GiveUp(const MediaTask& task, const std::string& reason) override;
  Result<std::uint64_t> Pending() override;

 private:
  db::Pool& pool_;
  EvidenceLog& log_;
  Sources& sources_;
};

}  // namespace custos::storage
