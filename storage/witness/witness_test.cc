// SPDX-License-Identifier: Apache-2.0
#include "storage/witness/witness.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "storage/format/merkle.h"

namespace custos::storage {
namespace {

class FixedClock final : public Clock {
 public:
  TimeMs Now() const override { return 1'760'000'000'000; }
};

// A log of made-up leaves, every tile level from a list of hashes.
class MadeUpLog final : public TileReader {
 public:
  explicit MadeUpLog(std::string seed, NoteSigner key = *NoteSigner::Generate("custos/test")) : signer(std::move(key)) {
    for (int i = 0; i < 200; ++i) leaves_.push_back(LeafHash(seed + std::to_string(i < 50 ? i : i + 1000)));
  }
  Result<std::string> ReadTile(TileId, std::uint64_t width) override {
    std::string bytes;
    for (std::uint64_t i = 0; i < width; ++i) bytes += AsBytes(leaves_.at(i));
    return bytes;
  }
  std::string Note(std::uint64_t size) { return *signer.Sign(size, *RootAt(size, *this)); }
  std::string Ask(std::uint64_t from, std::uint64_t to) {
    return FormatAddCheckpoint(from, *ConsistencyProof(from, to, *this), Note(to));
  }

  const NoteSigner signer;

 private:
  std::vector<Digest> leaves_;
};

class Directory {
 public:
  Directory() {
    char name[] = "/tmp/custos-witness-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Fixture {
  Directory directory;
  FixedClock clock;
  MadeUpLog log{"leaf"};

  std::unique_ptr<Witness> Open() {
    auto opened = Witness::Open(directory.path(), "witness.example/w1", {log.signer.verifier()}, clock);
    if (!opened) FAIL(opened.error().code);
    return std::move(*opened);
  }
};

}  // namespace

TEST_CASE("a witness signs checkpoints that continue each other") {
  Fixture f;
  const auto witness = f.Open();
  for (const auto& [from, to] : {std::pair{0, 10}, {10, 57}, {57, 57}, {57, 200}}) {
    const WitnessReply reply = witness->AddCheckpoint(f.log.Ask(from, to));
    INFO(reply.body);
    REQUIRE(reply.status == 200);
    CHECK(witness->key().SignedAt(f.log.Note(to) + reply.body)->value() == f.clock.Now());
  }
}

TEST_CASE("a witness refuses with the statuses of the protocol") {
  Fixture f;
  const auto witness = f.Open();
  REQUIRE(witness->AddCheckpoint(f.log.Ask(0, 100)).status == 200);
  SECTION("a size that is not the last one: it tells which one it is") {
    for (const std::uint64_t from : {0, 50, 99}) {
      const WitnessReply reply = witness->AddCheckpoint(f.log.Ask(from, 150));
      CHECK(reply.status == 409);
      CHECK(reply.content_type == "text/x.tlog.size");
      CHECK(reply.body == "100\n");
    }
  }
  SECTION("a smaller tree") {
    CHECK(witness->AddCheckpoint(f.log.Ask(0, 50)).status == 409);
    CHECK(witness->AddCheckpoint(FormatAddCheckpoint(100, {}, f.log.Note(50))).status == 400);
  }
  SECTION("another history of the same size, or beyond it, signed with the log's own key") {
    MadeUpLog fork("other", f.log.signer);
    CHECK(witness->AddCheckpoint(fork.Ask(100, 100)).status == 409);
    CHECK(witness->AddCheckpoint(fork.Ask(100, 150)).status == 422);
    CHECK(witness->AddCheckpoint(f.log.Ask(100, 150)).status == 200);  // the true one is still signed
  }
  SECTION("a proof that is missing, or not of these sizes") {
    CHECK(witness->AddCheckpoint(FormatAddCheckpoint(100, {}, f.log.Note(150))).status == 422);
    CHECK(witness->AddCheckpoint(FormatAddCheckpoint(100, *ConsistencyProof(99, 150, f.log), f.log.Note(150))).status ==
          422);
  }
  SECTION("another key") {
    MadeUpLog stranger("leaf");
    CHECK(witness->AddCheckpoint(stranger.Ask(100, 150)).status == 403);
  }
  SECTION("an unknown log") {
    MadeUpLog stranger("leaf", *NoteSigner::Generate("custos/other"));
    CHECK(witness->AddCheckpoint(stranger.Ask(0, 150)).status == 404);
  }
  SECTION("what is no request") {
    const std::string good = f.log.Ask(100, 150);
    for (const std::string& bad :
         {std::string(), std::string("old 100\n"), "new" + good, "old 0100" + good.substr(7),
          std::string("old 100\n!\n\n") + f.log.Note(150), std::string("old 100\n\nnothing\n")}) {
      CHECK(witness->AddCheckpoint(bad).status == 400);
    }
    std::vector<Digest> many(64, Digest{});
    CHECK(witness->AddCheckpoint(FormatAddCheckpoint(100, many, f.log.Note(150))).status == 400);
  }
}

TEST_CASE("a witness remembers across a restart what it has signed") {
  Fixture f;
  const std::string key = f.Open()->key().vkey();
  REQUIRE(f.Open()->AddCheckpoint(f.log.Ask(0, 100)).status == 200);
  const auto witness = f.Open();
  CHECK(witness->key().vkey() == key);
  CHECK(witness->AddCheckpoint(f.log.Ask(0, 150)).status == 409);
  CHECK(witness->AddCheckpoint(f.log.Ask(100, 150)).status == 200);

  SECTION("and does not start when its memory is damaged") {
    for (const auto& file : std::filesystem::directory_iterator(f.directory.path())) {
      if (file.path().extension() == ".checkpoint") std::ofstream(file.path()) << "nothing\n";
    }
    CHECK_FALSE(Witness::Open(f.directory.path(), "witness.example/w1", {f.log.signer.verifier()}, f.clock).ok());
  }
  SECTION("and signs nothing that it cannot remember") {
    std::string path;
    for (const auto& file : std::filesystem::directory_iterator(f.directory.path())) {
      if (file.path().extension() == ".checkpoint") path = file.path();
    }
    std::filesystem::remove_all(f.directory.path());
    const WitnessReply reply = witness->AddCheckpoint(f.log.Ask(150, 200));
    CHECK(reply.status == 500);
    CHECK(reply.body.find("witness.example") == std::string::npos);
  }
}

}  // namespace custos::storage
