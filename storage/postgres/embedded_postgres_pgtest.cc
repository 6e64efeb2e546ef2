// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "storage/postgres/data_dir_lock.h"
#include "storage/postgres/db.h"
#include "storage/postgres/embedded_postgres.h"
#include "storage/postgres/service_user.h"
#include "storage/postgres/test_cluster.h"

namespace custos::storage {
namespace {

constexpr char kDoomedDirectory[] = "CUSTOS_TEST_DOOMED_DIRECTORY";

EmbeddedPostgres::Options SmallCluster(const std::filesystem::path& dir) {
  return {.data_dir = dir, .memory_bytes = 256ULL << 20, .durable = true, .start_timeout = std::chrono::seconds(60)};
}

std::int64_t CountRows(const EmbeddedPostgres& server) {
  db::Connection connection(server.conninfo());
  return connection.Query("SELECT count(*) FROM kept").Int(0, 0);
}

/// Waits until a new postmaster answers after the one with this id was killed.
void AwaitRestart(const EmbeddedPostgres& server) {
  for (int i = 0; i < 600; ++i) {
    try {
      if (server.restarts() > 0) {
        db::Connection connection(server.conninfo());
        return;
      }
    } catch (const db::Failure&) {
      // not yet
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  FAIL("the database did not come back");
}

/// This program again, with only the case that waits for its end: a copy made by fork could not start threads safely.
pid_t StartDoomedServer(const std::filesystem::path& directory) {
  char program[] = "/proc/self/exe";
  char which[] = "[doomed]";
  char* const arguments[] = {program, which, nullptr};
  setenv(kDoomedDirectory, directory.c_str(), 1);
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program, nullptr, nullptr, arguments, environ) == 0);
  unsetenv(kDoomedDirectory);
  return child;
}

}  // namespace

TEST_CASE("A second server on the same data directory is refused with the first one's process id") {
  const test::TempDir dir;
  const auto first = DataDirLock::Take(dir.path());
  REQUIRE(first.ok());
  const auto second = DataDirLock::Take(dir.path());
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().kind == ErrorKind::kConflict);
  CHECK(second.error().message.find("process " + std::to_string(getpid())) != std::string::npos);
}

TEST_CASE("The cluster listens on a private socket only and keeps its data over a restart") {
  const test::TempDir dir;
  {
    auto server = EmbeddedPostgres::Start(SmallCluster(dir.path()));
    REQUIRE(server.ok());
    db::Connection connection((*server)->conninfo());
    CHECK(connection.Query("SHOW listen_addresses").Text(0, 0).empty());
    CHECK(connection.Query("SHOW data_checksums").Text(0, 0) == "on");
    connection.Script("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
  }
  auto again = EmbeddedPostgres::Start(SmallCluster(dir.path()));
  REQUIRE(again.ok());
  CHECK(CountRows(**again) == 1);
}

TEST_CASE("A killed postmaster is started again with its committed data") {
  const test::TempDir dir;
  auto server = EmbeddedPostgres::Start(SmallCluster(dir.path()));
  REQUIRE(server.ok());
  {
    db::Connection connection((*server)->conninfo());
    connection.Script("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2)");
  }
  REQUIRE(kill((*server)->postmaster(), SIGKILL) == 0);
  AwaitRestart(**server);
  CHECK(CountRows(**server) == 2);
}

TEST_CASE("A database that is killed while it starts is started again") {
  const test::TempDir dir;
  { REQUIRE(EmbeddedPostgres::Start(SmallCluster(dir.path())).ok()); }
  std::jthread killer([&](const std::stop_token& stop) {
    pid_t postmaster = 0;
    while (postmaster <= 1 && !stop.stop_requested()) {
      std::ifstream(dir.path() / "postgres" / "postmaster.pid") >> postmaster;
    }
    if (postmaster > 1) kill(postmaster, SIGKILL);
  });
  const auto server = EmbeddedPostgres::Start(SmallCluster(dir.path()));
  killer.join();
  REQUIRE(server.ok());
  AwaitRestart(**server);
}

// Run by the case below in a process of its own, to be killed there.
TEST_CASE("A server that waits for its end", "[.][doomed]") {
  const char* directory = std::getenv(kDoomedDirectory);
  REQUIRE(directory != nullptr);
  auto server = EmbeddedPostgres::Start(SmallCluster(directory));
  REQUIRE(server.ok());
  db::Connection connection((*server)->conninfo());
  connection.Script("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2), (3)");
  std::ofstream(std::filesystem::path(directory) / "ready").put('1').flush();
  pause();
}

TEST_CASE("After a killed server the next one takes the cluster over") {
  const test::TempDir dir;
  const pid_t doomed = StartDoomedServer(dir.path());
  for (int i = 0; i < 1200 && !std::filesystem::exists(dir.path() / "ready"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  REQUIRE(std::filesystem::exists(dir.path() / "ready"));
  kill(doomed, SIGKILL);
  waitpid(doomed, nullptr, 0);
  auto next = EmbeddedPostgres::Start(SmallCluster(dir.path()));
  REQUIRE(next.ok());
  CHECK(CountRows(**next) == 3);
}

TEST_CASE("Left-over lock files that name an unrelated process do not block the start") {
  const test::TempDir dir;
  { REQUIRE(EmbeddedPostgres::Start(SmallCluster(dir.path())).ok()); }
  // Of the database's own account: PostgreSQL takes no heed of the processes of others.
  const auto user = ChooseServiceUser(dir.path() / "postgres");
  REQUIRE(user.ok());
  const auto unrelated = Spawn({"/bin/sleep", "60"}, *user, "/dev/null", SIGKILL);
  REQUIRE(unrelated.ok());
  for (const char* file : {"postgres/postmaster.pid", "run/.s.PGSQL.5432.lock"}) {
    std::ofstream(dir.path() / file) << *unrelated << "\n" << dir.path().string() << "\n";
  }
  CHECK(EmbeddedPostgres::Start(SmallCluster(dir.path())).ok());
  kill(*unrelated, SIGKILL);
  WaitFor(*unrelated);
}

TEST_CASE("A data directory below one that the database's account cannot enter is a clear error") {
  if (geteuid() != 0) return;  // only root changes accounts
  const test::TempDir dir;
  chmod(dir.path().c_str(), 0700);
  std::filesystem::create_directories(dir.path() / "data");
  const auto server = EmbeddedPostgres::Start(SmallCluster(dir.path() / "data"));
  REQUIRE_FALSE(server.ok());
  CHECK(server.error().code == "data_dir.closed");
  CHECK(server.error().message.find(dir.path().string()) != std::string::npos);
}

}  // namespace custos::storage
