// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/providers.h"
#include "storage/evidence.h"

namespace custos::testing {

/// A log of twenty leaves: leaf 7 is an alert, every other one a message. Proofs say what was asked for.
class FakeEvidence final : public storage::Evidence {
 public:
  Result<storage::ProofOfLeaf> ProveLeaf(std::uint64_t index, std::uint64_t checkpoint, bool with_content) override;
  Result<std::string> ProveConsistency(std::uint64_t older, std::uint64_t newer) override;
  Result<std::vector<Digest>> ConsistencyPath(std::uint64_t older, std::uint64_t newer) override;
  Result<storage::CheckpointPage> Checkpoints(std::uint64_t before, std::size_t limit) override;
  Result<storage::ManifestPage> Manifests(const storage::ManifestFilter& filter) override;
  Result<std::uint64_t> MakeManifests(std::int32_t zone_minutes, bool to_now) override;
  Result<storage::Supervision> Supervise(std::uint64_t from, std::uint64_t to) override;
  Status AddCosignatures(std::uint64_t checkpoint, const std::string& lines) override;
  Status AddTimestamp(std::uint64_t checkpoint, const storage::TimestampView& timestamp,
                      const std::string& response) override;
};

class FakeCheckpointMaker final : public server::api::CheckpointMaker {
 public:
  Result<std::string> Make() override { return std::string("custos/test\n20\nroot\n\n"); }
  std::int32_t ZoneMinutes() const override { return 480; }
};

}  // namespace custos::testing
