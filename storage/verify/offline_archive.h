// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/verify/evidence_source.h"

namespace custos::storage {

/// Evidence in a directory (FORMAT.md section 8): what ExportEvidence writes and a stranger checks.
class OfflineArchive final : public EvidenceSource {
 public:
  /// kNotFound when the directory holds no copy.
  static Result<OfflineArchive> Open(const std::string& directory);

  Result<std::string> PublicKey() override;
  Result<LogHead> Head() override;
  Result<std::vector<StoredBundle>> Bundles(std::uint64_t from, std::size_t max_bytes) override;
  Result<std::uint64_t> BundleAt(std::uint64_t index) override;
  Result<std::vector<StoredCheckpoint>> Checkpoints(std::uint64_t after, std::size_t limit) override;
  Result<std::optional<std::string>> StoredTile(TileId id) override;
  Result<std::optional<std::string>> ExternalCheckpoint() override { return std::optional<std::string>(); }
  Result<std::vector<StoredManifest>> Manifests(std::uint64_t from, std::size_t limit) override;
  Result<std::vector<StoredTimestamp>> Timestamps() override;
  bool frozen() const override { return true; }
  RowSource* rows() override { return nullptr; }

 private:
  struct Segment {
    std::uint64_t first = 0;
    std::string path;
  };
  struct Filed {
    std::uint64_t first = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
  };

  explicit OfflineArchive(std::string directory) : directory_(std::move(directory)) {}
  Status Load(std::size_t segment);

  std::string directory_;
  std::vector<Segment> segments_;
  std::vector<StoredCheckpoint> checkpoints_;
  std::vector<std::pair<std::uint64_t, std::string>> manifests_;  // leaf and path, in order
  std::size_t loaded_ = SIZE_MAX;                                 // the segment in memory
  std::string bytes_;
  std::vector<Filed> filed_;  // its bundles
};

}  // namespace custos::storage
