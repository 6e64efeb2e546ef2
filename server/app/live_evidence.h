// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/clock.h"
#include "core/result.h"
#include "server/app/commands/verify_command.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/verify/evidence_source.h"

namespace custos::app {

/// Opens the evidence of a live archive: of the running server's database when there is one, else the database is
/// started for as long as this object lives.
class LiveEvidence {
 public:
  Result<std::unique_ptr<storage::EvidenceSource>> Open(const ArchiveLocation& location);

 private:
  const SystemClock clock_;
  std::unique_ptr<storage::PostgresStorage> storage_;
};

}  // namespace custos::app
