// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/pushed_sources.h"

#include <catch2/catch.hpp>
#include <map>

#include "core/digest.h"
#include "server/pipeline/testing/fake_archive.h"
#include "tests/support/fakes/fake_push.h"

namespace custos::app {
namespace {

/// Complete uploads by owner and content.
class FakeUploads final : public storage::UploadStore {
 public:
  void Add(const std::string& owner, const std::string& bytes) { files_[{owner, Sha256(bytes)}] = bytes; }

  Result<storage::Upload> Create(const storage::UploadSpec&) override { return NotHere(); }
  Result<storage::Upload> Append(const std::string&, std::uint64_t, std::string_view) override { return NotHere(); }
  Result<storage::Upload> Finish(const std::string&) override { return NotHere(); }
  Result<std::optional<storage::Upload>> Find(const std::string&) override { return NotHere(); }
  Result<std::optional<storage::Upload>> FindContent(const std::string& owner, const Digest& sha256) override {
    const auto found = files_.find({owner, sha256});
    if (found == files_.end()) return std::optional<storage::Upload>();
    storage::Upload upload;
    upload.id = found->second;
    upload.spec.size = found->second.size();
    upload.complete = true;
    return std::optional(upload);
  }
  /// The id is the content.
  Result<std::string> Read(const std::string& id, std::uint64_t offset, std::size_t length) override {
    return id.substr(offset, length);
  }
  Status Remove(const std::string&) override { return NotHere(); }
  Result<std::uint64_t> DropExpired() override { return std::uint64_t{0}; }

 private:
  static Error NotHere() { return {ErrorKind::kInternal, "fake.not_here", "no part of these tests"}; }
  std::map<std::pair<std::string, Digest>, std::string> files_;
};

class Kept final : public MediaWriter {
 public:
  Status Write(std::string_view chunk) override {
    bytes += chunk;
    return {};
  }
  std::string bytes;
};

struct World {
  server::testing::FakeArchive archive;
  testing::FakeDeviceStore devices;
  FakeUploads uploads;
  SystemClock clock;
  PushedSources pushed{archive, devices, uploads, clock};
};

ParkedMessage Aside(const std::string& source, const std::string& key, const std::string& envelope) {
  ParkedMessage parked;
  parked.source = source;
  parked.key = key;
  parked.envelope = envelope;
  return parked;
}

}  // namespace

TEST_CASE("lines kept aside are read again as their source is, and only what fits is settled") {
  World world;
  const std::string good =
      R"({"id":"m-1","time":1772328600250,"from":{"kind":"staff","id":"a"},"to":[{"kind":"external","id":"b"}]})";
  const auto settled = world.pushed.Retry({Aside("ingest:chat", "m-1", good), Aside("ingest:chat", "m-2", "{}")});
  REQUIRE(settled.ok());
  CHECK(settled->source == "ingest:chat");
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->messages[0].key == "m-1");
  CHECK(settled->unparked == std::vector<ParkedRef>{{0, "m-1"}});
}

TEST_CASE("records of a phone are read again as those of whoever carries it") {
  World world;
  storage::Device device;
  device.id = "d1";
  device.employee_id = "zhang.wei";
  REQUIRE(world.devices.Invite(device, "code").ok());
  const std::string record =
      R"({"seq":7,"kind":"sms","at":1772328600250,"direction":"outbound","number":"10086","text":"x"})";
  const auto settled = world.pushed.Retry({Aside("phone:ww1", "d1/7", record)});
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->messages[0].key == "d1/7");
  CHECK(settled->messages[0].from.id == "zhang.wei");
}

TEST_CASE("a file comes out of its owner's upload, and is waited for while it is not there") {
  World world;
  const std::string bytes(3'000'000, 'r');
  MediaRef media;
  media.locator = "upload:device:d1/" + HexEncode(AsBytes(Sha256(bytes)));
  Kept out;
  CHECK(world.pushed.FetchMedia(media, out, {}).error().kind == ErrorKind::kUnavailable);
  world.uploads.Add("device:d2", bytes);
  CHECK(world.pushed.FetchMedia(media, out, {}).error().kind == ErrorKind::kUnavailable);
  world.uploads.Add("device:d1", bytes);
  REQUIRE(world.pushed.FetchMedia(media, out, {}).ok());
  CHECK(out.bytes == bytes);
  media.locator = "somewhere";
  CHECK(world.pushed.FetchMedia(media, out, {}).error().kind == ErrorKind::kInvalid);
}

}  // namespace custos::app
