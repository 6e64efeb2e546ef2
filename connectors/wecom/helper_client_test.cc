// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/helper_client.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "connectors/wecom/media.h"
#include "connectors/wecom/testing/archive_kit.h"
#include "connectors/wecom/testing/memory_sink.h"
#include "core/digest.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

const std::string kMessage = Base64Encode("a message long enough");

class Helping : protected ArchiveKit {
 protected:
  Result<std::vector<SdkBytes>> Decrypt(const std::vector<DecryptInput>& batch) {
    return client_.DecryptBatch(batch, &culprit_, {});
  }
  std::int32_t CodeFor(std::string_view key, std::string_view message) {
    const Result<std::vector<SdkBytes>> results = Decrypt({{key, message}});
    REQUIRE(results.ok());
    return results->at(0).code;
  }

  HelperClient client_{helper()};
  std::size_t culprit_ = 99;
};

std::string ReadProc(pid_t pid, const std::string& file) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE_METHOD(Helping, "a batch comes back in order, each with its own code") {
  const Result<std::vector<SdkBytes>> results =
      Decrypt({{"k1", kMessage}, {"code:10008", kMessage}, {"k3", Base64Encode("another long message")}});
  REQUIRE(results.ok());
  CHECK(results->at(0).bytes == "a message long enough");
  CHECK(results->at(1).code == 10008);
  CHECK(results->at(1).bytes.empty());
  CHECK(results->at(2).bytes == "another long message");
}

TEST_CASE_METHOD(Helping, "what would abort the vendor library never reaches it") {
  for (const std::string& message :
       {std::string(), std::string("QUJD"), std::string("QUJDREVGR0hJSks="), std::string("not base64 at all!!"),
        std::string("QUJD\0REVGR0hJSktM", 18), std::string(64, '\n')}) {
    INFO(message);
    CHECK(CodeFor("key", message.size() == 16 ? message.substr(0, 15) : message) == 10008);
  }
  CHECK(CodeFor("", kMessage) == 10008);
  CHECK(CodeFor(std::string("a\0b", 3), kMessage) == 10008);
  CHECK(CodeFor("tab\tinside", kMessage) == 10008);
  CHECK(CodeFor(std::string(5000, 'k'), kMessage) == 10008);
  CHECK(client_.restarts() == 0);
}

TEST_CASE_METHOD(Helping, "an abort names the entry that caused it and the next call finds a new process") {
  const Result<std::vector<SdkBytes>> results = Decrypt({{"k", kMessage}, {"k", kMessage}, {"abort", kMessage}});
  REQUIRE_FALSE(results.ok());
  CHECK(results.error().code == "wecom.helper_died");
  CHECK(culprit_ == 2);
  CHECK(CodeFor("k", kMessage) == 0);
  CHECK(client_.restarts() == 1);
}

TEST_CASE_METHOD(Helping, "a helper that hangs is killed after its time") {
  const auto begin = std::chrono::steady_clock::now();
  const Result<std::vector<SdkBytes>> results = Decrypt({{"k", kMessage}, {"hang", kMessage}});
  REQUIRE_FALSE(results.ok());
  CHECK(results.error().code == "wecom.helper_timeout");
  CHECK(culprit_ == 1);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  CHECK(CodeFor("k", kMessage) == 0);
}

TEST_CASE_METHOD(Helping, "a stop ends a hanging call at once") {
  std::stop_source stop;
  std::jthread stopper([&] {
    WaitFor(std::chrono::milliseconds(50), {});
    stop.request_stop();
  });
  const std::vector<DecryptInput> batch = {{"hang", kMessage}};
  const auto begin = std::chrono::steady_clock::now();
  const Result<std::vector<SdkBytes>> results = client_.DecryptBatch(batch, &culprit_, stop.get_token());
  REQUIRE_FALSE(results.ok());
  CHECK(results.error().code == "wecom.stopping");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

TEST_CASE_METHOD(Helping, "a helper that grows is replaced without a failure") {
  HelperOptions options = helper();
  options.max_rss_kib = 100 * 1024;
  HelperClient client(options);
  const std::vector<DecryptInput> batch = {{"grow", kMessage}};
  for (int i = 0; i < 6; ++i) REQUIRE(client.DecryptBatch(batch, &culprit_, {}).ok());
  CHECK(client.recycles() >= 2);
  CHECK(client.restarts() == 0);
}

TEST_CASE_METHOD(Helping, "a helper is replaced after its number of calls") {
  HelperOptions options = helper();
  options.max_calls = 2;
  HelperClient client(options);
  const std::vector<DecryptInput> batch = {{"k", kMessage}};
  for (int i = 0; i < 4; ++i) REQUIRE(client.DecryptBatch(batch, &culprit_, {}).ok());
  CHECK(client.recycles() == 2);
}

TEST_CASE_METHOD(Helping, "the secret is neither in the arguments nor in the environment of the helper") {
  REQUIRE(CodeFor("k", kMessage) == 0);
  const std::string secret = directory();
  CHECK(ReadProc(client_.pid(), "cmdline").find(secret) == std::string::npos);
  CHECK(ReadProc(client_.pid(), "cmdline").starts_with("custos-wecom-helper"));
  CHECK(ReadProc(client_.pid(), "environ").find(secret) == std::string::npos);
}

TEST_CASE_METHOD(Helping, "the helper holds no descriptor of the server but its socket and page") {
  const int ours = open("/proc/self/status", O_RDONLY);  // not marked close-on-exec
  REQUIRE(CodeFor("k", kMessage) == 0);
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(client_.pid()) + "/fd")) {
    CHECK(std::stoi(entry.path().filename()) <= 4);
  }
  close(ours);
}

TEST_CASE_METHOD(Helping, "a library that cannot be loaded is named with its reason") {
  HelperOptions options = helper();
  options.sdk_library = "/nonexistent/libWeWorkFinanceSdk_C.so";
  HelperClient client(options);
  const Result<SdkBytes> reply = client.GetChatData(0, 10, {}, 1, {});
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().code == "wecom.sdk_library");
  CHECK(reply.error().message.find("/nonexistent") != std::string::npos);
}

TEST_CASE_METHOD(Helping, "an empty secret is refused by Init") {
  HelperOptions options = helper();
  options.secret.clear();
  HelperClient client(options);
  CHECK(client.GetChatData(0, 10, {}, 1, {}).error().code == "wecom.sdk_init");
}

TEST_CASE_METHOD(Helping, "a file in several chunks arrives whole, and only a failed chunk is asked for again") {
  const std::string content = RandomBytes(524288 * 2 + 77);
  const std::filesystem::path file = WriteFile("media.bin", content);
  const std::filesystem::path mark = WriteFile("mark", "");
  MemoryWriter out;
  MediaOptions options;
  options.retry_first = std::chrono::milliseconds(1);
  REQUIRE(DownloadMedia(client_, "flaky:" + mark.string() + ":" + file.string(), options, out, {}).ok());
  CHECK(out.bytes == content);
  CHECK_FALSE(std::filesystem::exists(mark));
}

TEST_CASE_METHOD(Helping, "media errors tell gone from later") {
  MemoryWriter out;
  MediaOptions options;
  options.retry_first = std::chrono::milliseconds(1);
  CHECK(DownloadMedia(client_, "code:10005", options, out, {}).error().kind == ErrorKind::kNotFound);
  CHECK(DownloadMedia(client_, "code:10010", options, out, {}).error().kind == ErrorKind::kNotFound);
  CHECK(DownloadMedia(client_, "", options, out, {}).error().kind == ErrorKind::kInvalid);
  const Status later = DownloadMedia(client_, "code:10002", options, out, {});
  CHECK(later.error().kind == ErrorKind::kUnavailable);
  CHECK(later.error().code == "wecom.sdk_10002");
  CHECK(out.bytes.empty());
}

}  // namespace custos::wecom
