// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/api/providers.h"
#include "server/app/settings.h"
#include "storage/archive.h"
#include "storage/evidence.h"
#include "storage/format/cosignature.h"

namespace custos::app {

/// Makes checkpoints and has them signed by witnesses and stamped by a time-stamping authority. One that does not
/// answer is asked again with the next checkpoint and keeps nothing waiting but that. Thread-safe.
class CheckpointJob final : public server::api::CheckpointMaker {
 public:
  CheckpointJob(storage::Archive& archive, storage::Evidence& evidence, const EvidenceSettings& settings,
                const Clock& clock);

  Result<std::string> Make() override;
  std::int32_t ZoneMinutes() const override { return settings_.zone_minutes; }

 private:
  struct Asked {
    WitnessAddress address;
    std::uint64_t size = 0;  ///< that it has signed last, as far as we know
  };

  void AskWitness(Asked& witness, std::uint64_t size, const std::string& note);
  void AskAuthority(std::uint64_t size, const std::string& note);

  storage::Archive& archive_;
  storage::Evidence& evidence_;
  const EvidenceSettings settings_;
  const Clock& clock_;
  std::mutex mutex_;
  std::vector<Asked> witnesses_;
  TimeMs stamped_at_ = 0;
};

}  // namespace custos::app
