// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "storage/postgres/postgres_upload_store.h"
#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;

class Receiving : public test::Fixture {
 public:
  UploadStore& uploads() { return storage().uploads(); }
  Upload Begin(const std::string& content, const std::string& owner = "device:1") {
    const auto made = uploads().Create(SpecOf(content, owner));
    REQUIRE(made.ok());
    return *made;
  }
  static UploadSpec SpecOf(const std::string& content, const std::string& owner = "device:1") {
    return {owner, "recording", "call.amr", content.size(), Sha256(content)};
  }
  std::size_t Files() {
    const std::filesystem::directory_iterator files(data_dir() / "uploads");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
};

std::string CodeOf(const Result<Upload>& result) { return result.ok() ? "" : result.error().code; }

}  // namespace

TEST_CASE("A file comes in pieces and is complete when its digest is right") {
  Receiving f;
  const std::string content = std::string(100'000, 'a') + "end";
  const Upload upload = f.Begin(content);
  CHECK(upload.received == 0);
  CHECK(upload.id.size() == 32);
  REQUIRE(f.uploads().Append(upload.id, 0, content.substr(0, 60'000))->received == 60'000);
  CHECK(CodeOf(f.uploads().Finish(upload.id)) == "upload.missing_bytes");
  REQUIRE(f.uploads().Append(upload.id, 60'000, content.substr(60'000))->received == content.size());
  CHECK_FALSE((*f.uploads().FindContent("device:1", Sha256(content))).has_value());
  REQUIRE(f.uploads().Finish(upload.id)->complete);
  REQUIRE(f.uploads().Finish(upload.id)->complete);
  CHECK((*f.uploads().FindContent("device:1", Sha256(content)))->id == upload.id);
  CHECK_FALSE((*f.uploads().FindContent("device:2", Sha256(content))).has_value());
  CHECK(*f.uploads().Read(upload.id, 99'999, 100) == "aend");
  CHECK(f.uploads().Read(upload.id, 200'000, 100)->empty());
  CHECK(CodeOf(f.uploads().Append(upload.id, content.size(), "x")) == "upload.complete");
}

TEST_CASE("A chunk is taken only where the last one ended") {
  Receiving f;
  const Upload upload = f.Begin("0123456789");
  REQUIRE(f.uploads().Append(upload.id, 0, "0123").ok());
  CHECK(CodeOf(f.uploads().Append(upload.id, 0, "0123")) == "upload.offset");
  CHECK(CodeOf(f.uploads().Append(upload.id, 5, "56789")) == "upload.offset");
  CHECK(CodeOf(f.uploads().Append(upload.id, 4, "4567890")) == "upload.size");
  CHECK((*f.uploads().Find(upload.id))->received == 4);
  CHECK(CodeOf(f.uploads().Append(std::string(32, '0'), 0, "x")) == "upload.not_found");
}

TEST_CASE("Announcing the same file again finds what is there of it") {
  Receiving f;
  const Upload first = f.Begin("0123456789");
  REQUIRE(f.uploads().Append(first.id, 0, "012").ok());
  const Upload again = f.Begin("0123456789");
  CHECK(again.id == first.id);
  CHECK(again.received == 3);
  CHECK(f.Begin("0123456789", "device:2").id != first.id);
}

TEST_CASE("A file with another digest than announced begins again") {
  Receiving f;
  const Upload upload = f.Begin("0123456789");
  REQUIRE(f.uploads().Append(upload.id, 0, "0123456780").ok());
  CHECK(CodeOf(f.uploads().Finish(upload.id)) == "upload.digest_differs");
  CHECK((*f.uploads().Find(upload.id))->received == 0);
  REQUIRE(f.uploads().Append(upload.id, 0, "0123456789").ok());
  CHECK(f.uploads().Finish(upload.id)->complete);
}

TEST_CASE("What was received survives a restart, and bytes that were not counted are written over") {
  Receiving f;
  const Upload upload = f.Begin("0123456789");
  REQUIRE(f.uploads().Append(upload.id, 0, "0123").ok());
  {
    std::ofstream file(f.data_dir() / "uploads" / upload.id, std::ios::app);
    file << "torn";
  }
  f.Reopen();
  CHECK((*f.uploads().Find(upload.id))->received == 4);
  CHECK(*f.uploads().Read(upload.id, 0, 100) == "0123");
  REQUIRE(f.uploads().Append(upload.id, 4, "456789").ok());
  CHECK(f.uploads().Finish(upload.id)->complete);
}

TEST_CASE("Empty and huge files and too many of one sender are refused") {
  Receiving f;
  UploadSpec spec = Receiving::SpecOf("x");
  spec.size = 0;
  CHECK(CodeOf(f.uploads().Create(spec)) == "upload.size");
  spec.size = UploadLimits{}.file_bytes + 1;
  CHECK(CodeOf(f.uploads().Create(spec)) == "upload.size");
  for (std::uint32_t i = 0; i < UploadLimits{}.owner_open; ++i) f.Begin("file " + std::to_string(i));
  CHECK(CodeOf(f.uploads().Create(Receiving::SpecOf("one more"))) == "upload.quota");
  CHECK(f.uploads().Create(Receiving::SpecOf("one more", "device:2")).ok());
}

TEST_CASE("An upload that stands still is dropped, a complete one later, and none that a message waits for") {
  Receiving f;
  const Upload open = f.Begin("open");
  const Upload done = f.Begin("done");
  const Upload waited = f.Begin("waited");
  for (const auto& [id, content] : {std::pair(done.id, "done"), std::pair(waited.id, "waited")}) {
    REQUIRE(f.uploads().Append(id, 0, content).ok());
    REQUIRE(f.uploads().Finish(id).ok());
  }
  Message call = test::ChatMessage(1, "");
  call.media = {{.kind = "call_recording", .locator = "upload:device:1/" + HexEncode(AsBytes(Sha256("waited")))}};
  f.CommitMessages({call});
  f.clock().Advance(8 * kDay);
  CHECK(*f.uploads().DropExpired() == 1);
  CHECK_FALSE((*f.uploads().Find(open.id)).has_value());
  f.clock().Advance(30 * kDay);
  CHECK(*f.uploads().DropExpired() == 1);
  CHECK_FALSE((*f.uploads().Find(done.id)).has_value());
  CHECK(*f.uploads().Read(waited.id, 0, 10) == "waited");
  CHECK(f.Files() == 1);
  REQUIRE(f.uploads().Remove(waited.id).ok());
  REQUIRE(f.uploads().Remove(waited.id).ok());
  CHECK(f.Files() == 0);
}

TEST_CASE("A file without a row is dropped once it is old") {
  Receiving f;
  const std::filesystem::path stray = f.data_dir() / "uploads" / std::string(32, 'a');
  std::ofstream(stray) << "x";
  REQUIRE(f.uploads().DropExpired().ok());
  CHECK(std::filesystem::exists(stray));
  std::filesystem::last_write_time(stray, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  REQUIRE(f.uploads().DropExpired().ok());
  CHECK_FALSE(std::filesystem::exists(stray));
}

}  // namespace custos::storage
