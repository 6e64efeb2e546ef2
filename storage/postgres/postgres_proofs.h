// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "storage/evidence.h"
#include "storage/postgres/evidence_log.h"
#include "storage/postgres/manifest_maker.h"

namespace custos::storage {

/// Proofs, checkpoints and manifests from the database. Thread-safe.
class PostgresProofs final : public Evidence {
 public:
  PostgresProofs(db::Pool& readers, db::Pool& writers, EvidenceLog& log, std::filesystem::path manifests)
      : pool_(readers), writers_(writers), log_(log), maker_(writers, log, std::move(manifests)) {}

  Result<ProofOfLeaf> ProveLeaf(std::uint64_t index, std::uint64_t checkpoint, bool with_content) override;
  Result<std::string> ProveConsistency(std::uint64_t older, std::uint64_t newer) override;
  Result<std::vector<Digest>> ConsistencyPath(std::uint64_t older, std::uint64_t newer) override;
  Result<CheckpointPage> Checkpoints(std::uint64_t before, std::size_t limit) override;
  Result<ManifestPage> Manifests(const ManifestFilter& filter) override;
  Result<std::uint64_t> MakeManifests(std::int32_t zone_minutes, bool to_now) override {
    return maker_.Make(zone_minutes, to_now);
  }
  Result<Supervision> Supervise(std::uint64_t from, std::uint64_t to) override;
  Status AddCosignatures(std::uint64_t checkpoint, const std::string& lines) override;
  Status AddTimestamp(std::uint64_t checkpoint, const TimestampView& timestamp, const std::string& response) override;

 private:
  db::Pool& pool_;
  db::Pool& writers_;
  EvidenceLog& log_;
  ManifestMaker maker_;
};

}  // namespace custos::storage
