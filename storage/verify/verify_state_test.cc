// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/verify_state.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "storage/verify/memory_evidence_test.h"

namespace custos::storage {
namespace {

using testing::MemoryEvidence;

// Stops a verification after some batches, as a person would; every save is due at once.
struct Interrupted {
  class Jumping final : public Clock {
   public:
    TimeMs Now() const override { return now_ += 10'000; }

   private:
    mutable TimeMs now_ = 1'760'000'000'000;
  };

  MemoryEvidence archive = testing::SampleArchive();
  std::string path = (std::filesystem::temp_directory_path() / ("custos-state-" + HexEncode(RandomBytes(6)))).string();
  Jumping clock;

  Interrupted() { archive.batch = 1000; }
  ~Interrupted() { std::filesystem::remove(path); }

  Result<VerifyReport> Run(int stop_after) {
    std::stop_source stop;
    int batches = 0;
    VerifyOptions options;
    options.rows = false;
    options.state_file = path;
    options.stop = stop.get_token();
    options.progress = [&](const VerifyProgress&) {
      if (++batches == stop_after) stop.request_stop();
    };
    return Verifier(archive, clock, options).Run();
  }
};

}  // namespace

TEST_CASE("an interrupted verification goes on where it stopped and finds what a whole one finds") {
  Interrupted f;
  REQUIRE(f.Run(45).error().code == "verify.stopped");
  REQUIRE(std::filesystem::exists(f.path));
  SECTION("nothing, in a clean archive; the state is then taken away") {
    const auto report = f.Run(0);
    REQUIRE(report.ok());
    for (const VerifyFault& fault : report->faults) UNSCOPED_INFO(fault.code << " " << fault.detail);
    CHECK(report->ok);
    CHECK(report->resumed_from >= 256);
    CHECK(report->messages < 600);
    CHECK_FALSE(std::filesystem::exists(f.path));
  }
  SECTION("damage behind the position") {
    f.archive.bundles[55].bytes[40] ^= 1;
    const auto report = f.Run(0);
    CHECK_FALSE(report->ok);
    CHECK(report->faults[0].position == f.archive.bundles[55].first);
  }
  SECTION("and refuses to go on when the tiles say something else now") {
    f.archive.tiles.at({1, 0})[5] ^= 1;
    CHECK(f.Run(0).error().code == "verify.state_foreign");
  }
  SECTION("or when it is another archive") {
    f.archive = testing::SampleArchive();
    CHECK(f.Run(0).error().code == "verify.state_foreign");
  }
  SECTION("or when the file is something else") {
    std::ofstream(f.path) << "something else\n";
    CHECK(f.Run(0).error().code == "verify.state");
  }
}

TEST_CASE("a verification that found something keeps no state behind it") {
  Interrupted f;
  f.archive.bundles[0].bytes[40] ^= 1;
  REQUIRE(f.Run(45).error().code == "verify.stopped");
  CHECK_FALSE(std::filesystem::exists(f.path));
}

TEST_CASE("a manifest whose range was read in part is read again as a whole") {
  Interrupted f;
  f.archive.MakeManifests();
  REQUIRE(f.Run(45).error().code == "verify.stopped");
  CHECK_FALSE(std::filesystem::exists(f.path));  // its range begins at leaf 0
  CHECK(f.Run(0)->manifests == 2);
}

TEST_CASE("a state survives its file") {
  Interrupted f;
  const VerifyState state{"key", 512, Sha256("root"), {{1, 2}, {7, 9}}, {{1, 9}}};
  REQUIRE(SaveVerifyState(f.path, state).ok());
  const auto read = LoadVerifyState(f.path);
  REQUIRE(read->has_value());
  CHECK((*read)->public_key == state.public_key);
  CHECK((*read)->position == 512);
  CHECK((*read)->root == state.root);
  CHECK((*read)->erased == state.erased);
  CHECK((*read)->receipts == state.receipts);
}

}  // namespace custos::storage
