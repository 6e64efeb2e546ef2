// SPDX-License-Identifier: Apache-2.0
#include "connectors/cdr_files/exchange_connector.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "connectors/record/formats/formats.h"

namespace custos::cdr_files {
namespace {

namespace fs = std::filesystem;

/// Keeps what comes, as an archive does: a key once, and the cursor with it.
class Archive final : public IntakeSink {
 public:
  bool Submit(Intake intake) override {
    const std::scoped_lock lock(mutex_);
    for (const Message& message : intake.messages) doubled += keys.insert(message.key).second ? 0 : 1;
    for (const ParkedMessage& parked : intake.parked) reasons.push_back(parked.reason);
    if (intake.cursor) cursor = *intake.cursor;
    changed_.notify_all();
    return true;
  }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    return Submit(std::move(intake)) ? Offered::kTaken : Offered::kStopping;
  }
  bool Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return keys.size() >= count; });
  }

  std::set<std::string> keys;
  std::vector<std::string> reasons;
  std::string cursor;
  int doubled = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

class Writer final : public MediaWriter {
 public:
  Status Write(std::string_view chunk) override {
    bytes.append(chunk);
    return {};
  }
  std::string bytes;
};

std::string Row(int call) {
  return "\"\",\"8001\",\"13900001111\",\"internal\",\"8001\",\"PJSIP/8001-1\",\"PJSIP/trunk-2\",\"Dial\",\"x\","
         "\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\",\"2023-11-15 "
         "12:01:09\",69,60,\"ANSWERED\",\"DOCUMENTATION\",\"1700020800." +
         std::to_string(call) + "\",\"\"\n";
}

class Exchange {
 public:
  Exchange() : directory(fs::temp_directory_path() / ("custos-exchange-" + std::to_string(getpid()))) {
    fs::remove_all(directory);
    fs::create_directories(directory / "json");
    fs::create_directories(directory / "monitor");
  }
  ~Exchange() {
    Stop();
    fs::remove_all(directory);
  }

  fs::path master() const { return directory / "Master.csv"; }

  void Append(const std::string& text) const { std::ofstream(master(), std::ios::app | std::ios::binary) << text; }

  std::unique_ptr<ExchangeConnector> Make(const std::string& format) const {
    ExchangeSettings settings;
    settings.format = format;
    settings.options.source = "exchange:test";
    settings.recordings = directory / "monitor";
    settings.poll = std::chrono::milliseconds(20);
    settings.settle = std::chrono::milliseconds(100);
    if (format == "freeswitch-json") {
      settings.directory = directory / "json";
    } else {
      settings.files = {master()};
    }
    return std::make_unique<ExchangeConnector>(settings, formats, clock);
  }

  void Start(const std::string& format = "asterisk") {
    connector = Make(format);
    thread = std::jthread([this](const std::stop_token& stop) { connector->Run(archive.cursor, archive, stop); });
  }
  /// As a crash does: nothing is told.
  void Stop() {
    if (thread.joinable()) {
      thread.request_stop();
      thread.join();
    }
  }

  const fs::path directory;
  BuiltinFormats formats;
  SystemClock clock;
  Archive archive;
  std::unique_ptr<ExchangeConnector> connector;
  std::jthread thread;
};

TEST_CASE("rows are read as the exchange appends them, each once, half a row not before its end") {
  Exchange exchange;
  exchange.Append(Row(1) + Row(2));
  exchange.Start();
  REQUIRE(exchange.archive.Await(2));
  const std::string third = Row(3);
  exchange.Append(third.substr(0, 50));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(exchange.archive.keys.size() == 2);
  exchange.Append(third.substr(50));
  REQUIRE(exchange.archive.Await(3));
  exchange.Stop();
  CHECK(exchange.archive.doubled == 0);
  CHECK(exchange.archive.reasons.empty());
}

TEST_CASE("reading goes on at the next row after a restart, also behind a rotation") {
  Exchange exchange;
  exchange.Append(Row(1) + Row(2));
  exchange.Start();
  REQUIRE(exchange.archive.Await(2));
  exchange.Stop();
  exchange.Append(Row(3));
  fs::rename(exchange.master(), exchange.directory / "Master.csv.1");
  exchange.Append(Row(4));
  exchange.Start();
  REQUIRE(exchange.archive.Await(4));
  fs::rename(exchange.master(), exchange.directory / "Master.csv.2");
  exchange.Append(Row(5));
  REQUIRE(exchange.archive.Await(5));
  exchange.Stop();
  CHECK(exchange.archive.doubled == 0);
}

TEST_CASE("a file that was emptied is read from its beginning") {
  Exchange exchange;
  exchange.Append(Row(1) + Row(2));
  exchange.Start();
  REQUIRE(exchange.archive.Await(2));
  fs::resize_file(exchange.master(), 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  exchange.Append(Row(3));
  REQUIRE(exchange.archive.Await(3));
}

TEST_CASE("a file that is not there yet is waited for, and a bad row costs itself only") {
  Exchange exchange;
  exchange.Start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  exchange.Append("too,few\n" + Row(1));
  REQUIRE(exchange.archive.Await(1));
  exchange.Stop();
  CHECK(exchange.archive.reasons == std::vector<std::string>{"record.column_count"});
  CHECK(exchange.connector->status().problem.empty());
}

TEST_CASE("documents of a directory are read once they are complete, each once") {
  Exchange exchange;
  const auto write = [&](int call) {
    std::ofstream(exchange.directory / "json" / ("b" + std::to_string(9 - call) + ".cdr.json"))
        << R"({"variables":{"uuid":"u)" << call << R"(","start_epoch":"1700020800","answer_epoch":"1700020809",)"
        << R"("duration":"69","billsec":"60","hangup_cause":"NORMAL_CLEARING","sip_from_user":"8001","sip_to_user":"13900001111"}})";
  };
  write(1);
  write(2);
  exchange.Start("freeswitch-json");
  REQUIRE(exchange.archive.Await(2));
  exchange.Stop();
  write(3);
  exchange.Start("freeswitch-json");
  REQUIRE(exchange.archive.Await(3));
  exchange.Stop();
  CHECK(exchange.archive.doubled == 0);
}

TEST_CASE("recordings are given out of their directory and nowhere else") {
  Exchange exchange;
  std::ofstream(exchange.directory / "monitor" / "a.wav") << "sound";
  std::ofstream(exchange.directory / "secret") << "secret";
  fs::create_symlink(exchange.directory / "secret", exchange.directory / "monitor" / "link.wav");
  const auto connector = exchange.Make("asterisk");
  const auto fetch = [&](const std::string& locator) {
    Writer writer;
    MediaRef media;
    media.locator = locator;
    const Status fetched = connector->FetchMedia(media, writer, {});
    return fetched ? writer.bytes : fetched.error().code;
  };
  CHECK(fetch("a.wav") == "sound");
  CHECK(fetch((exchange.directory / "monitor" / "a.wav").string()) == "sound");
  CHECK(fetch("../secret") == "exchange.outside");
  CHECK(fetch("link.wav") == "exchange.outside");
  CHECK(fetch("/etc/hostname") == "exchange.outside");
  CHECK(fetch("none.wav") == "exchange.no_recording");
}

TEST_CASE("rows that were kept aside are tried again") {
  Exchange exchange;
  const auto connector = exchange.Make("asterisk");
  ParkedMessage good;
  good.key = "sha256:a";
  good.envelope = Row(1);
  ParkedMessage bad;
  bad.key = "sha256:b";
  bad.envelope = "too,few";
  const auto settled = connector->Retry({good, bad});
  REQUIRE(settled.ok());
  REQUIRE(settled->messages.size() == 1);
  CHECK(settled->unparked == std::vector<ParkedRef>{{0, "sha256:a"}});
}

}  // namespace
}  // namespace custos::cdr_files
