// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "storage/format/manifest.h"
#include "storage/format/manifest_tally.h"
#include "storage/postgres/evidence_log.h"

namespace custos::storage {

/// Makes manifests: reads the leaves of a day, counts them by source, and appends one manifest leaf for every source.
/// Thread-safe.
class ManifestMaker {
 public:
  /// `directory` gets every manifest as a file, outside the database; it is made when missing.
  ManifestMaker(db::Pool& pool, EvidenceLog& log, std::filesystem::path directory)
      : pool_(pool), log_(log), directory_(std::move(directory)) {}

  /// As Evidence::MakeManifests.
  Result<std::uint64_t> Make(std::int32_t zone_minutes, bool to_now);

 private:
  struct Day {
    std::int64_t day = 0;
    TimeMs until = 0;
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::map<std::string, ManifestTally> sources;
  };

  std::optional<Day> NextDay(std::int32_t zone_minutes, bool to_now);
  std::uint64_t Record(Day& day, std::int32_t zone_minutes);
  void WriteFiles();

  db::Pool& pool_;
  EvidenceLog& log_;
  const std::filesystem::path directory_;
  std::mutex mutex_;
};

}  // namespace custos::storage
