// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/log_tiles.h"

#include "storage/format/bundle.h"

namespace custos::storage {
namespace {

constexpr char kTile[] = "SELECT data FROM merkle_tile WHERE level = $1 AND number = $2";
constexpr char kBundles[] =
    "SELECT data FROM bundle WHERE first_leaf < $2 AND first_leaf >="
    " coalesce((SELECT max(first_leaf) FROM bundle WHERE first_leaf <= $1), 0) ORDER BY first_leaf";

constexpr std::size_t kHashSize = 32;

}  // namespace

Result<std::string> LogTiles::ReadTile(TileId id, std::uint64_t width) {
  return db::Guard([&]() -> std::string {
    std::string bytes;
    if (id.level == 0) {
      bytes = LeafTile(id.index * kTileWidth, id.index * kTileWidth + width);
    } else {
      const db::Rows rows =
          connection_.Query(kTile, db::Params().Int(id.level).Int(static_cast<std::int64_t>(id.index)));
      if (!rows.empty()) bytes = rows.Bytes(0, 0);
    }
    if (bytes.size() < width * kHashSize) {
      db::Fail(ErrorKind::kCorrupt, "evidence.tile_missing", "a tile of the evidence log is not there");
    }
    return bytes;
  });
}

std::string LogTiles::LeafTile(std::uint64_t first, std::uint64_t end) {
  const db::Rows rows = connection_.Query(
      kBundles, db::Params().Int(static_cast<std::int64_t>(first)).Int(static_cast<std::int64_t>(end)));
  std::string bytes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string data = rows.Bytes(i, 0);
    const auto bundle = Bundle::Decode(data);
    if (!bundle) throw db::Failure(bundle.error());
    for (std::uint64_t leaf = std::max(first, bundle->first()); leaf < std::min(end, bundle->end()); ++leaf) {
      const auto read = bundle->ReadLeaf(leaf);
      if (!read) throw db::Failure(read.error());
      bytes += AsBytes(read->hash);
    }
  }
  return bytes;
}

}  // namespace custos::storage
