// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "connectors/wecom/testing/archive_kit.h"
#include "connectors/wecom/testing/memory_sink.h"
#include "connectors/wecom/wecom.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

class Connecting : protected ArchiveKit {
 protected:
  Connecting() { AddKey(1); }

  /// Runs the connector until `count` entries came, or `until` holds.
  void Run(std::size_t count, const std::string& cursor = "") {
    Start(cursor);
    CHECK(sink_.Await(count));
    Stop();
  }
  void Start(const std::string& cursor = "") {
    if (connector_ == nullptr) {
      Result<std::unique_ptr<WecomSource>> made = CreateWecomConnector(settings_, clock_);
      REQUIRE(made.ok());
      connector_ = std::move(*made);
    }
    thread_ = std::jthread([this, cursor](const std::stop_token& stop) { connector_->Run(cursor, sink_, stop); });
  }
  void Stop() {
    thread_.request_stop();
    thread_.join();
  }
  bool Eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return holds();
  }

  SystemClock clock_;
  WecomSettings settings_ = settings();
  MemorySink sink_;
  std::unique_ptr<WecomSource> connector_;
  std::jthread thread_;
};

}  // namespace

TEST_CASE_METHOD(Connecting, "pages are followed until empty and handed over in order with their ledger") {
  const std::string first = SealText(3, "一");
  WritePage(0, {first, SealText(5, "二")});
  WritePage(5, {SealText(6, "三")});
  Run(3);
  REQUIRE(sink_.messages.size() == 3);
  CHECK(sink_.messages[0].text == "一");
  CHECK(sink_.messages[0].envelope == Sha256(first));
  CHECK(sink_.messages[2].text == "三");
  REQUIRE(sink_.intakes.size() == 2);
  CHECK(sink_.intakes[0].source == "wecom:ww0000000000000001");
  CHECK(sink_.intakes[0].first_seq == 3);
  CHECK(sink_.intakes[0].last_seq == 5);
  CHECK(sink_.intakes[0].seq_count == 2);
  CHECK(sink_.intakes[0].cursor == "5");
  CHECK(sink_.intakes[0].raw.find(first) != std::string::npos);
  CHECK(sink_.intakes[1].cursor == "6");
  const SourceStatus status = connector_->status();
  CHECK(status.fetched == 3);
  CHECK(status.caught_up_at > 0);
  CHECK(status.last_message_at == 1700000000123);
}

TEST_CASE_METHOD(Connecting, "a stored cursor is where it goes on, and older entries sent again are dropped") {
  WritePage(5, {SealText(4, "old"), SealText(5, "old"), SealText(8, "new"), SealText(8, "new")});
  Run(1, "5");
  REQUIRE(sink_.messages.size() == 1);
  CHECK(sink_.messages[0].seq == 8);
  CHECK(sink_.intakes[0].first_seq == 8);
  CHECK(sink_.intakes[0].seq_count == 1);
}

TEST_CASE_METHOD(Connecting, "what cannot be decoded is parked with its reason and delays nothing") {
  AddKey(2, false);
  WritePage(0, {SealText(1, "ok"), SealText(2, "x", 2), Seal(3, "m3", 1, "code:10008", "long enough text"),
                Seal(4, "m4", 1, "k", "this is not a JSON object"), R"({"seq":5,"msgid":"m5"})",
                Seal(6, "m6", 1, "abort", "long enough text"), Seal(7, "m7", 1, "code:10006", "long enough text"),
                SealText(8, "also ok")});
  Run(8);
  REQUIRE(sink_.messages.size() == 2);
  CHECK(sink_.messages[1].text == "also ok");
  std::vector<std::string> reasons;
  for (const ParkedMessage& parked : sink_.parked) reasons.push_back(parked.reason);
  CHECK(reasons == std::vector<std::string>{"wecom.key_version_unknown", "wecom.sdk_10008", "wecom.parse_failed",
                                            "wecom.envelope_malformed", "wecom.decrypt_crashed", "wecom.sdk_10006"});
  CHECK(sink_.parked[0].key_version == 2);
  CHECK(sink_.intakes[0].cursor == "8");
  CHECK(connector_->status().helper_restarts >= 3);
}

TEST_CASE_METHOD(Connecting, "parked messages are settled once their key is there") {
  AddKey(2, false);
  WritePage(0, {SealText(1, "locked", 2), Seal(2, "m2", 1, "code:10008", "long enough text")});
  Start();
  REQUIRE(sink_.Await(2));
  REQUIRE(sink_.parked.size() == 2);
  const std::uint64_t before = connector_->RetryGeneration();
  Result<Intake> still = connector_->Retry(sink_.parked);
  REQUIRE(still.ok());
  CHECK(still->messages.empty());
  SaveKey(2);
  CHECK(Eventually([&] { return connector_->RetryGeneration() != before; }));
  Result<Intake> settled = connector_->Retry(sink_.parked);
  REQUIRE(settled.ok());
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->messages[0].text == "locked");
  CHECK(settled->messages[0].key == "m1");
  CHECK(settled->unparked == std::vector<ParkedRef>{{1, settled->messages.front().key}});
  CHECK(settled->raw.empty());
  CHECK_FALSE(settled->cursor);
  Stop();
}

TEST_CASE_METHOD(Connecting, "passing troubles of the SDK are retried until they pass") {
  for (int i = 0; i < 4; ++i) WriteScript(0, i, "ret " + std::to_string(10001 + i % 3));
  WriteScript(0, 4, "abort");
  WriteScript(0, 5, "hang");
  WriteScript(0, 6, R"(json {"errcode":-1,"errmsg":"busy"})");
  WriteScript(0, 7, R"(json {"errcode":42001,"errmsg":"expired"})");
  WriteScript(0, 8, "json no json");
  WritePage(0, {SealText(1, "through")});
  Run(1);
  CHECK(sink_.messages.size() == 1);
  CHECK(connector_->status().helper_restarts == 2);
  CHECK(connector_->status().problem.empty());
}

TEST_CASE_METHOD(Connecting, "an untrusted address stops the source and names the address, then it recovers") {
  settings_.network_hold = std::chrono::milliseconds(500);
  WriteScript(0, 0, R"(json {"errcode":301042,"errmsg":"not match, from ip: 203.0.113.9, more","chatdata":[]})");
  WritePage(0, {SealText(1, "through")});
  Start();
  CHECK(Eventually([&] { return connector_->status().state == "stopped" && !connector_->status().problem.empty(); }));
  CHECK(connector_->status().problem == "wecom.errcode_301042");
  CHECK(connector_->status().problem_detail == "203.0.113.9");
  CHECK(sink_.Await(1));
  CHECK(connector_->status().problem.empty());
  Stop();
}

TEST_CASE_METHOD(Connecting, "a reply that is too large is asked for in smaller pages") {
  WriteScript(0, 0, "max 100");
  WritePage(0, {SealText(1, "small enough")});
  Run(1);
  CHECK(sink_.messages.size() == 1);
}

TEST_CASE_METHOD(Connecting, "a missing library is shown and the run still stops at once") {
  settings_.sdk_library = directory() / "missing.so";
  Start();
  CHECK(Eventually([&] { return connector_->status().problem == "wecom.sdk_library"; }));
  const auto begin = std::chrono::steady_clock::now();
  Stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE_METHOD(Connecting, "a stop does not wait for a hanging call") {
  settings_.call_grace = std::chrono::seconds(60);
  WriteScript(0, 0, "hang");
  Start();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const auto begin = std::chrono::steady_clock::now();
  Stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE_METHOD(Connecting, "a refusing sink ends the run") {
  sink_.refuses = true;
  WritePage(0, {SealText(1, "x")});
  Start();
  thread_.join();
  CHECK(sink_.intakes.size() == 1);
}

TEST_CASE_METHOD(Connecting, "a page of many messages keeps its order over all threads and helpers") {
  settings_.helpers = 2;
  settings_.rsa_threads = 4;
  std::vector<std::string> entries;
  for (std::uint64_t seq = 1; seq <= 500; ++seq) entries.push_back(SealText(seq, "text"));
  WritePage(0, entries);
  Run(500);
  REQUIRE(sink_.messages.size() == 500);
  for (std::uint64_t i = 0; i < 500; ++i) CHECK(sink_.messages[i].seq == i + 1);
}

TEST_CASE_METHOD(Connecting, "impossible settings are named") {
  settings_.private_keys = directory() / "missing";
  const Result<std::unique_ptr<WecomSource>> made = CreateWecomConnector(settings_, clock_);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == "wecom.settings");
  CHECK(made.error().message.starts_with("private_keys"));
  settings_ = settings();
  settings_.api_base = "http://203.0.113.9";
  CHECK_FALSE(CreateWecomConnector(settings_, clock_).ok());
}

}  // namespace custos::wecom
