// SPDX-License-Identifier: Apache-2.0
#include "server/app/live_evidence.h"

#include <utility>

namespace custos::app {

Result<std::unique_ptr<storage::EvidenceSource>> LiveEvidence::Open(const ArchiveLocation& location) {
  storage::PostgresStorage::Options options;
  options.data_dir = location.data_dir;
  options.database_url = location.database_url;
  options.clock = &clock_;
  options.join_running = true;
  Result<std::unique_ptr<storage::PostgresStorage>> storage = storage::PostgresStorage::Open(options);
  if (!storage) return storage.error();
  storage_ = std::move(*storage);
  return storage_->OpenEvidence();
}

}  // namespace custos::app
