// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/media_fetcher.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "core/digest.h"

namespace custos::server {
namespace {

using storage::MediaTask;

class FakeConnector final : public Connector {
 public:
  std::string content = "file content";
  Status answer;

  std::string source() const override { return "wecom:test"; }
  void Run(std::string, IntakeSink&, std::stop_token) override {}
  Result<Intake> Retry(const std::vector<ParkedMessage>&) override { return Intake{}; }
  std::uint64_t RetryGeneration() const override { return 0; }
  Status FetchMedia(const MediaRef&, MediaWriter& out, std::stop_token) override {
    if (!answer) return answer;
    return out.Write(content);
  }
  SourceStatus status() const override { return {}; }
};

class FakeUpload final : public storage::MediaUpload {
 public:
  explicit FakeUpload(std::vector<std::string>& stored) : stored_(stored) {}
  Status Write(std::string_view chunk) override {
    bytes_ += chunk;
    return {};
  }
  std::uint64_t size() const override { return bytes_.size(); }
  std::string md5() const override { return Md5Hex(bytes_); }
  Result<Digest> Commit() override {
    stored_.push_back(bytes_);
    return Sha256(bytes_);
  }

 private:
  std::vector<std::string>& stored_;
  std::string bytes_;
};

class FakeStore final : public storage::MediaStore {
 public:
  std::vector<std::string> stored;
  Result<std::unique_ptr<storage::MediaUpload>> Create() override {
    return std::unique_ptr<storage::MediaUpload>(std::make_unique<FakeUpload>(stored));
  }
  Result<std::uint64_t> Size(const Digest&) override { return std::uint64_t{0}; }
  Result<std::string> Read(const Digest&, std::uint64_t, std::size_t) override { return std::string(); }
};

// Hands its one task out once and remembers how it ended.
class FakeQueue final : public storage::MediaQueue {
 public:
  explicit FakeQueue(MediaTask task) : task_(std::move(task)) {}

  std::string WaitForEnd() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, std::chrono::seconds(10), [&] { return !end_.empty(); });
    return end_;
  }

  Result<std::vector<MediaTask>> Take(TimeMs, TimeMs, std::size_t) override {
    const std::scoped_lock lock(mutex_);
    if (taken_) return std::vector<MediaTask>{};
    taken_ = true;
    return std::vector<MediaTask>{task_};
  }
  Status Finish(const MediaTask&, const Digest& content, std::uint64_t size) override {
    return End("finished " + HexEncode(AsBytes(content)).substr(0, 8) + " " + std::to_string(size));
  }
  Status RetryAt(const MediaTask&, TimeMs, const std::string& reason) override { return End("retry " + reason); }
  Status GiveUp(const MediaTask&, const std::string& reason) override { return End("gone " + reason); }
  Result<std::uint64_t> Pending() override { return std::uint64_t{0}; }

 private:
  Status End(std::string how) {
    const std::scoped_lock lock(mutex_);
    end_ = std::move(how);
    ended_.notify_all();
    return {};
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  MediaTask task_;
  bool taken_ = false;
  std::string end_;
};

MediaRef File(std::string md5 = {}, std::uint64_t size = 0) {
  return {.kind = "file", .locator = "id", .md5 = std::move(md5), .size = size, .name = {}};
}

MediaTask Task(MediaRef media, std::uint32_t attempts = 0) {
  return {.message_id = 1, .position = 0, .source = "wecom:test", .media = std::move(media), .attempts = attempts};
}

std::string EndOf(FakeConnector& connector, FakeStore& store, MediaTask task) {
  FakeQueue queue(std::move(task));
  const SystemClock clock;
  MediaFetcher fetcher({{"wecom:test", &connector}}, queue, store, clock);
  return queue.WaitForEnd();
}

}  // namespace

TEST_CASE("a file that arrives as stated is stored") {
  FakeConnector connector;
  FakeStore store;
  const std::string digest = HexEncode(AsBytes(Sha256("file content")));
  CHECK(EndOf(connector, store, Task(File(Md5Hex("file content"), 12))) == "finished " + digest.substr(0, 8) + " 12");
  CHECK(store.stored == std::vector<std::string>{"file content"});
}

TEST_CASE("a file with another checksum than stated is asked for again and not stored") {
  FakeConnector connector;
  FakeStore store;
  CHECK(EndOf(connector, store, Task(File(Md5Hex("other"), 12))) == "retry media.checksum_differs");
  CHECK(store.stored.empty());
}

TEST_CASE("a file that the platform no longer has is given up") {
  FakeConnector connector;
  connector.answer = Error{ErrorKind::kNotFound, "wecom.sdk_10010", ""};
  FakeStore store;
  CHECK(EndOf(connector, store, Task(File())) == "gone wecom.sdk_10010");
}

TEST_CASE("a passing failure postpones the file, and after many attempts it is given up") {
  FakeConnector connector;
  connector.answer = Error{ErrorKind::kUnavailable, "wecom.sdk_10001", ""};
  FakeStore store;
  CHECK(EndOf(connector, store, Task(File())) == "retry wecom.sdk_10001");
  CHECK(EndOf(connector, store, Task(File(), 29)) == "gone wecom.sdk_10001");
}

}  // namespace custos::server
