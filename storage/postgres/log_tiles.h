// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/format/merkle.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Tiles of the evidence log from the database: level 0 from bundles, the others as stored. Uses the connection while
/// it lives; failures of the database come out as errors.
class LogTiles final : public TileReader {
 public:
  explicit LogTiles(db::Connection& connection) : connection_(connection) {}
  Result<std::string> ReadTile(TileId id, std::uint64_t width) override;

 private:
  std::string LeafTile(std::uint64_t first, std::uint64_t end);

  db::Connection& connection_;
};

}  // namespace custos::storage
