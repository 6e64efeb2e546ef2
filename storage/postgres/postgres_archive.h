// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "storage/archive.h"
#include "storage/postgres/commit_plan.h"
#include "storage/postgres/evidence_log.h"
#include "storage/postgres/partitions.h"
#include "storage/postgres/party_writer.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/postgres/sources.h"
#include "storage/postgres/young_keys.h"

namespace custos::storage {

/// The store of record on PostgreSQL. Thread-safe.
class PostgresArchive final : public Archive {
 public:
  PostgresArchive(db::Pool& pool, EvidenceLog& log, Sources& sources, Partitions& partitions, SealedStore& sealed)
      : pool_(pool), log_(log), sources_(sources), partitions_(partitions), sealed_(sealed) {}

  Result<CommitResult> Commit(const CommitRequest& request) override;
  Result<StreamPast> LoadStream(TimeMs message_horizon, TimeMs signal_horizon) override;
  Result<std::string> LoadCursor(const std::string& source) override;
  Result<std::vector<ParkedMessage>> LoadParked(const std::string& source, std::uint64_t from,
                                                std::size_t limit) override;
  Result<std::vector<SourceLedger>> Ledgers() override;
  Status ActivatePack(const Digest& pack, const std::string& manifest) override;
  Result<std::string> Checkpoint() override { return log_.Checkpoint(); }

 private:
  /// What a page became, once its transaction succeeds.
  struct Committed {
    CommitResult result;
    std::vector<std::string> keys;  ///< of the messages that were new
  };

  int Prepare(const CommitRequest& request);
  Known Look(db::Connection& connection, const CommitRequest& request, int source_id);
  KnownAlerts AlertsBefore(const CommitRequest& request, const CommitPlan& plan);
  void CommitPage(db::Connection& connection, BundleBuilder& builder, const CommitRequest& request, int source_id,
                  Committed& committed);

  db::Pool& pool_;
  EvidenceLog& log_;
  Sources& sources_;
  Partitions& partitions_;
  SealedStore& sealed_;
  std::mutex mutex_;  ///< one page at a time: guards what follows
  PartyWriter parties_;
  YoungKeys young_;
};

}  // namespace custos::storage
