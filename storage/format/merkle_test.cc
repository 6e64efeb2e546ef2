// SPDX-License-Identifier: Apache-2.0
#include "storage/format/merkle.h"

#include <bit>
#include <catch2/catch.hpp>
#include <map>

namespace custos::storage {
namespace {

// The definition of RFC 6962 2.1, slow and obvious.
Digest NaiveRoot(const std::vector<Digest>& leaves, std::size_t first, std::size_t end) {
  if (end == first) return EmptyRoot();
  if (end - first == 1) return leaves[first];
  const std::size_t split = first + std::bit_floor(end - first - 1);
  return NodeHash(NaiveRoot(leaves, first, split), NaiveRoot(leaves, split, end));
}

std::vector<Digest> Leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(LeafHash(std::to_string(i)));
  return leaves;
}

// Level 0 from the leaves, the others as the appender gave them.
class MemoryTiles final : public TileReader {
 public:
  explicit MemoryTiles(const std::vector<Digest>& leaves) : leaves_(leaves) {}

  void Store(const std::vector<Tile>& tiles) {
    for (const Tile& tile : tiles) stored_[tile.id] = tile.bytes;
  }

  Result<std::string> ReadTile(TileId id, std::uint64_t) override {
    if (id.level > 0) return stored_[id];
    std::string bytes;
    for (std::size_t i = id.index * 256; i < std::min<std::size_t>(leaves_.size(), id.index * 256 + 256); ++i) {
      bytes.append(AsBytes(leaves_[i]));
    }
    return bytes;
  }

 private:
  const std::vector<Digest>& leaves_;
  std::map<TileId, std::string> stored_;
};

}  // namespace

TEST_CASE("roots of the certificate transparency test tree") {
  const std::vector<std::string> inputs{
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  LogAppender log;
  CHECK(HexEncode(AsBytes(log.Root())) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    log.Append(LeafHash(*HexDecode(inputs[i])));
    CHECK(HexEncode(AsBytes(log.Root())) == roots[i]);
  }
}

TEST_CASE("the appender's root is the definition's at every size") {
  const std::vector<Digest> leaves = Leaves(700);
  LogAppender log;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    log.Append(leaves[size - 1]);
    if (size % 7 == 0 || size > 500) REQUIRE(log.Root() == NaiveRoot(leaves, 0, size));
  }
}

TEST_CASE("a log restored from its tiles goes on as if it had never stopped") {
  const std::vector<Digest> leaves = Leaves(66'500);  // more than one tile of level 1
  LogAppender whole;
  std::vector<Digest> stored;
  MemoryTiles tiles(stored);
  for (std::size_t done = 0; done < leaves.size();) {
    Result<LogAppender> log = LogAppender::Restore(done, tiles);
    REQUIRE(log.ok());
    REQUIRE(log->Root() == whole.Root());
    for (const std::size_t end = std::min(leaves.size(), done + 4'099); done < end; ++done) {
      log->Append(leaves[done]);
      whole.Append(leaves[done]);
      stored.push_back(leaves[done]);
    }
    tiles.Store(log->TakeChangedTiles());
  }
  CHECK(whole.Root() == NaiveRoot(leaves, 0, leaves.size()));
  const Result<Digest> from_tiles = RootAt(leaves.size(), tiles);
  REQUIRE(from_tiles.ok());
  CHECK(*from_tiles == whole.Root());
}

TEST_CASE("whole chunks of 256 leaves can be appended by their root") {
  const std::vector<Digest> leaves = Leaves(1'030);
  LogAppender log;
  for (std::size_t chunk = 0; chunk < 4; ++chunk) log.AppendChunk(NaiveRoot(leaves, chunk * 256, chunk * 256 + 256));
  for (std::size_t i = 1'024; i < leaves.size(); ++i) log.Append(leaves[i]);
  CHECK(log.size() == leaves.size());
  CHECK(log.Root() == NaiveRoot(leaves, 0, leaves.size()));
}

TEST_CASE("every leaf has an inclusion proof that fits no other leaf") {
  const std::vector<Digest> leaves = Leaves(600);
  MemoryTiles tiles(leaves);
  LogAppender log;
  for (const Digest& leaf : leaves) log.Append(leaf);
  tiles.Store(log.TakeChangedTiles());
  for (const std::uint64_t size : {1, 2, 3, 255, 256, 257, 511, 512, 513, 600}) {
    const Digest root = NaiveRoot(leaves, 0, size);
    for (std::uint64_t index = 0; index<size; index += size> 20 ? 17 : 1) {
      const Result<std::vector<Digest>> proof = InclusionProof(index, size, tiles);
      REQUIRE(proof.ok());
      REQUIRE(VerifyInclusion(index, size, leaves[index], *proof, root));
      CHECK_FALSE(VerifyInclusion(index, size, LeafHash("other"), *proof, root));
      if (index + 1 < size) CHECK_FALSE(VerifyInclusion(index + 1, size, leaves[index], *proof, root));
    }
  }
  CHECK_FALSE(InclusionProof(600, 600, tiles).ok());
}

TEST_CASE("any two sizes have a consistency proof that fits no other root") {
  const std::vector<Digest> leaves = Leaves(600);
  MemoryTiles tiles(leaves);
  LogAppender log;
  for (const Digest& leaf : leaves) log.Append(leaf);
  tiles.Store(log.TakeChangedTiles());
  const std::vector<std::uint64_t> sizes{0, 1, 2, 3, 7, 8, 255, 256, 257, 300, 512, 599, 600};
  for (const std::uint64_t a : sizes) {
    for (const std::uint64_t b : sizes) {
      if (a > b) continue;
      const Result<std::vector<Digest>> proof = ConsistencyProof(a, b, tiles);
      REQUIRE(proof.ok());
      const Digest old_root = NaiveRoot(leaves, 0, a);
      const Digest new_root = NaiveRoot(leaves, 0, b);
      REQUIRE(VerifyConsistency(a, b, old_root, new_root, *proof));
      if (a > 0) CHECK_FALSE(VerifyConsistency(a, b, LeafHash("other"), new_root, *proof));
      if (a > 0 && a < b) CHECK_FALSE(VerifyConsistency(a, b, old_root, LeafHash("other"), *proof));
    }
  }
}

TEST_CASE("a tile that is too short is an error, not a wrong root") {
  const std::vector<Digest> leaves = Leaves(300);
  MemoryTiles tiles(leaves);  // no tile of level 1
  CHECK_FALSE(RootAt(300, tiles).ok());
  CHECK_FALSE(LogAppender::Restore(300, tiles).ok());
}

}  // namespace custos::storage
