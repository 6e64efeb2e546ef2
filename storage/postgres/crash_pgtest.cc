// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

pid_t PostmasterOf(const std::filesystem::path& data_dir) {
  std::ifstream in(data_dir / "postgres" / "postmaster.pid");
  pid_t pid = 0;
  in >> pid;
  return pid;
}

/// Commits as the pipeline does: again and again until it succeeds.
void CommitUntilDone(Archive& archive, const CommitRequest& request) {
  for (int attempt = 0; attempt < 600; ++attempt) {
    const auto result = archive.Commit(request);
    if (result.ok()) return;
    REQUIRE(result.error().kind == ErrorKind::kUnavailable);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  FAIL("the database did not come back");
}

/// Asks again while the database comes back; connections that died with it are met one after the other.
template <class Ask>
auto AskUntilDone(const Ask& ask) {
  auto answer = ask();
  for (int i = 0; i < 600 && !answer && answer.error().kind == ErrorKind::kUnavailable; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    answer = ask();
  }
  return answer;
}

}  // namespace

TEST_CASE("Killing the database in the middle of commits loses nothing and doubles nothing") {
  constexpr std::uint64_t kPages = 120;
  constexpr std::uint64_t kPerPage = 20;
  const test::TempDir dir;
  const SystemClock clock;
  auto storage = PostgresStorage::Open({.data_dir = dir.path(), .clock = &clock, .memory_bytes = 256ULL << 20});
  REQUIRE(storage.ok());

  std::jthread killer([&](const std::stop_token& stop) {
    for (int kills = 0; kills < 4 && !stop.stop_requested(); ++kills) {
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
      const pid_t pid = PostmasterOf(dir.path());
      if (pid > 1) kill(pid, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(600));
    }
  });
  for (std::uint64_t page = 0; page < kPages; ++page) {
    std::vector<Message> messages;
    for (std::uint64_t i = 1; i <= kPerPage; ++i) {
      messages.push_back(test::ChatMessage(page * kPerPage + i, "消息 " + std::to_string(i)));
    }
    CommitUntilDone((*storage)->archive(), test::PageOf(std::move(messages)));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  killer.join();

  const auto ledgers = AskUntilDone([&] { return (*storage)->archive().Ledgers(); });
  REQUIRE(ledgers.ok());
  CHECK(ledgers->at(0).messages == kPages * kPerPage);
  CHECK(ledgers->at(0).gap_count == 0);
  const auto info = AskUntilDone([&] { return (*storage)->GetInfo(); });
  REQUIRE(info.ok());
  CHECK(info->restarts > 0);
  auto evidence = (*storage)->OpenEvidence();
  REQUIRE(evidence.ok());
  const auto report = AskUntilDone([&] { return Verifier(**evidence, clock, {}).Run(); });
  REQUIRE(report.ok());
  CHECK(report->ok);
  CHECK(report->messages == kPages * kPerPage);
}

TEST_CASE("A second storage on the same data directory is refused") {
  test::Fixture first;
  const auto second =
      PostgresStorage::Open({.data_dir = first.data_dir(), .database_url = first.database(), .clock = &first.clock()});
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == "data_dir.in_use");
}

TEST_CASE("A command beside a running server shares its database, and both append to one log") {
  const test::TempDir dir;
  const SystemClock clock;
  PostgresStorage::Options options{.data_dir = dir.path(), .clock = &clock, .memory_bytes = 256ULL << 20};
  auto server = PostgresStorage::Open(options);
  REQUIRE(server.ok());
  REQUIRE((*server)->archive().Commit(test::PageOf({test::ChatMessage(1, "a")})).ok());
  options.join_running = true;
  {
    auto command = PostgresStorage::Open(options);
    REQUIRE(command.ok());
    REQUIRE((*command)->archive().Commit(test::PageOf({test::ChatMessage(2, "b")})).ok());
  }
  const auto next = (*server)->archive().Commit(test::PageOf({test::ChatMessage(3, "c")}));
  REQUIRE(next.ok());
  CHECK(next->tree_size == 9);  // three pages of page, message and judgement
}

TEST_CASE("A database is refused with the key of another archive, and without its key") {
  test::Fixture f;
  const test::TempDir other;
  const auto opened =
      PostgresStorage::Open({.data_dir = other.path(), .database_url = f.database(), .clock = &f.clock()});
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == "evidence.key_missing");
}

TEST_CASE("Whoever listens hears of every growth of the log") {
  test::Fixture f;
  std::mutex mutex;
  std::uint64_t heard = 0;
  f.storage().ListenLog([&](std::uint64_t size) {
    const std::scoped_lock lock(mutex);
    heard = std::max(heard, size);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const std::uint64_t size = f.CommitMessages({test::ChatMessage(1, "a")}).tree_size;
  for (int i = 0; i < 100; ++i) {
    {
      const std::scoped_lock lock(mutex);
      if (heard == size) break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  f.storage().ListenLog({});
  CHECK(heard == size);
}

}  // namespace custos::storage
