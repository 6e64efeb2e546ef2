// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "storage/verify/export_evidence.h"
#include "storage/verify/memory_evidence_test.h"
#include "storage/verify/offline_archive.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;
using testing::SampleArchive;

class Copy {
 public:
  Copy() {
    std::string pattern = fs::temp_directory_path() / "custos-copy-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    testing::MemoryEvidence archive = SampleArchive();
    const Result<std::uint64_t> leaves = ExportEvidence(archive, path_, {});
    REQUIRE(leaves.ok());
    REQUIRE(*leaves == 782);
  }
  ~Copy() { fs::remove_all(path_); }

  std::string Segment() const { return (path_ / "bundles" / "00000000000000000000.seg").string(); }
  const fs::path& path() const { return path_; }

  VerifyReport Verify() const {
    Result<OfflineArchive> archive = OfflineArchive::Open(path_.string());
    REQUIRE(archive.ok());
    const SystemClock clock;
    Result<VerifyReport> report = Verifier(*archive, clock, {}).Run();
    REQUIRE(report.ok());
    return std::move(*report);
  }

  void Flip(const std::string& file, std::streamoff offset) const {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(offset);
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(offset);
    stream.put(byte);
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("an exported copy is clean without server or database") {
  const Copy copy;
  const VerifyReport report = copy.Verify();
  INFO((report.faults.empty() ? "" : report.faults[0].code));
  CHECK(report.ok);
  CHECK(report.tree_size == 782);
  CHECK(report.messages == 600);
}

TEST_CASE("a byte changed in a copied segment is found") {
  const Copy copy;
  const auto size = static_cast<std::streamoff>(fs::file_size(copy.Segment()));
  for (std::streamoff offset = 0; offset < size; offset += size / 23) {
    copy.Flip(copy.Segment(), offset);
    CHECK_FALSE(copy.Verify().ok);
    copy.Flip(copy.Segment(), offset);
  }
  CHECK(copy.Verify().ok);
}

TEST_CASE("a segment cut short is found at the first leaf that is missing") {
  const Copy copy;
  std::size_t used = 0;
  std::ifstream file(copy.Segment(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (int i = 0; i < 20; ++i) used += ReadExtent(std::string_view(bytes).substr(used))->size;
  fs::resize_file(copy.Segment(), used);
  const VerifyReport report = copy.Verify();
  REQUIRE_FALSE(report.faults.empty());
  CHECK(report.faults[0].code == "log_truncated");
  CHECK(report.faults[0].position == 260);
}

TEST_CASE("a changed head, checkpoint, tile or key of a copy is found") {
  const Copy copy;
  for (const char* name : {"head", "checkpoints", "tiles/1/0", "archive.pub"}) {
    const std::string file = (copy.path() / name).string();
    copy.Flip(file, 25);
    INFO(name);
    CHECK_FALSE(copy.Verify().ok);
    copy.Flip(file, 25);
  }
  CHECK(copy.Verify().ok);
}

TEST_CASE("a copy never goes into a directory that holds something") {
  const Copy copy;
  testing::MemoryEvidence archive = SampleArchive();
  const Result<std::uint64_t> again = ExportEvidence(archive, copy.path().string(), {});
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().kind == ErrorKind::kConflict);
}

TEST_CASE("a directory without a copy is an error") {
  CHECK_FALSE(OfflineArchive::Open("/nonexistent-custos-copy").ok());
}

}  // namespace custos::storage
