// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "storage/backup/backup.h"
#include "storage/backup/backup_layout.h"
#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<PostgresStorage> Open(const fs::path& data_dir, const Clock& clock, const fs::path& wal = {}) {
  auto opened =
      PostgresStorage::Open({.data_dir = data_dir, .clock = &clock, .memory_bytes = 256ULL << 20, .wal_archive = wal});
  REQUIRE(opened.ok());
  return std::move(*opened);
}

void Commit(PostgresStorage& storage, std::uint64_t seq) {
  REQUIRE(storage.archive().Commit(test::PageOf({test::ChatMessage(seq, "第 " + std::to_string(seq) + " 条")})).ok());
}

std::uint64_t Stored(PostgresStorage& storage) {
  const auto ledgers = storage.archive().Ledgers();
  REQUIRE(ledgers.ok());
  return ledgers->empty() ? 0 : ledgers->front().messages;
}

bool Verifies(PostgresStorage& storage) {
  const SystemClock clock;
  auto evidence = storage.OpenEvidence();
  REQUIRE(evidence.ok());
  const auto report = Verifier(**evidence, clock, {}).Run();
  REQUIRE(report.ok());
  for (const auto& fault : report->faults) UNSCOPED_INFO(fault.code << " at " << fault.position);
  return report->ok;
}

void WriteFile(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

void FlipByte(const fs::path& file, std::streamoff at) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  REQUIRE(bytes);
  bytes.seekg(at);
  const char was = static_cast<char>(bytes.get());
  bytes.seekp(at);
  bytes.put(static_cast<char>(was ^ 1));
}

// An archive of three messages and one stored file, closed; and a backup of it.
struct BackedUp {
  BackedUp() {
    auto storage = Open(data_dir, clock);
    for (std::uint64_t seq = 1; seq <= 3; ++seq) Commit(*storage, seq);
    storage.reset();
    WriteFile(data_dir / "media" / "ab" / "cd" / "abcd", "a stored file");
    auto made = MakeBackup(data_dir, dir.path() / "backups", clock);
    REQUIRE(made.ok());
    report = *made;
  }
  test::TempDir dir;
  SystemClock clock;
  fs::path data_dir = dir.path() / "data";
  fs::path target = dir.path() / "restored";
  BackupReport report;
};

}  // namespace

TEST_CASE("A backup made while commits go on restores to an archive that verifies and goes on") {
  const test::TempDir dir;
  const SystemClock clock;
  auto storage = Open(dir.path() / "data", clock);
  std::atomic<std::uint64_t> committed{0};
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Commit(*storage, committed + 1);
      ++committed;
    }
  });
  while (committed < 20) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::uint64_t before = committed;
  const auto made = MakeBackup(dir.path() / "data", dir.path() / "backups", clock);
  REQUIRE(made.ok());
  const std::uint64_t after = committed;
  writer.request_stop();
  writer.join();
  storage->Close();
  storage.reset();
  CHECK(after > before);  // otherwise nothing went on meanwhile

  REQUIRE(RestoreBackup({.backup = made->directory, .data_dir = dir.path() / "restored"}).ok());
  auto restored = Open(dir.path() / "restored", clock);
  const std::uint64_t kept = Stored(*restored);
  CHECK(kept >= before);
  CHECK(kept <= after + 1);
  CHECK(Verifies(*restored));
  Commit(*restored, kept + 1);
  Commit(*restored, 1);  // was stored before the backup
  CHECK(Stored(*restored) == kept + 1);
  CHECK(Verifies(*restored));
}

TEST_CASE("The kept write-ahead log leads to any point in time after the backup") {
  const test::TempDir dir;
  const SystemClock clock;
  const fs::path wal = dir.path() / "wal";
  auto storage = Open(dir.path() / "data", clock, wal);
  Commit(*storage, 1);
  const auto made = MakeBackup(dir.path() / "data", dir.path() / "backups", clock);
  REQUIRE(made.ok());
  Commit(*storage, 2);
  Commit(*storage, 3);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const TimeMs moment = clock.Now();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  Commit(*storage, 4);
  storage->Close();  // a shutdown archives what is left
  storage.reset();

  REQUIRE(RestoreBackup({made->directory, dir.path() / "then", wal, moment}).ok());
  auto then = Open(dir.path() / "then", clock);
  CHECK(Stored(*then) == 3);
  CHECK(Verifies(*then));
  then->Close();

  REQUIRE(RestoreBackup({made->directory, dir.path() / "all", wal, 0}).ok());
  auto all = Open(dir.path() / "all", clock);
  CHECK(Stored(*all) == 4);
  CHECK(Verifies(*all));
}

TEST_CASE("A point in time that the log does not reach is refused, and nothing is left behind") {
  BackedUp world;
  const fs::path wal = world.dir.path() / "wal";
  fs::create_directories(wal);
  const Status restored = RestoreBackup({world.report.directory, world.target, wal, world.clock.Now() + 3'600'000});
  REQUIRE_FALSE(restored.ok());
  CHECK(restored.error().code == "restore.recovery_failed");
  CHECK_FALSE(fs::exists(world.target));
}

TEST_CASE("A damaged backup is refused before anything is written") {
  BackedUp world;
  const std::vector<std::pair<std::string, std::function<void(const fs::path&)>>> damages = {
      {"in the database", [](const fs::path& backup) { FlipByte(backup / kBackupCluster / "PG_VERSION", 0); }},
      {"in a stored file", [](const fs::path& backup) { FlipByte(backup / kBackupFiles / "media/ab/cd/abcd", 3); }},
      {"a file is gone", [](const fs::path& backup) { fs::remove(backup / kBackupFiles / "media/ab/cd/abcd"); }},
      {"a file was put in", [](const fs::path& backup) { WriteFile(backup / kBackupFiles / "media/more", "x"); }},
  };
  for (const auto& [where, damage] : damages) {
    INFO(where);
    const fs::path copy = world.dir.path() / "copy";
    fs::remove_all(copy);
    fs::copy(world.report.directory, copy, fs::copy_options::recursive);
    damage(copy);
    const Status restored = RestoreBackup({.backup = copy, .data_dir = world.target});
    REQUIRE_FALSE(restored.ok());
    CHECK(restored.error().code == "backup.damaged");
    CHECK(restored.error().kind == ErrorKind::kCorrupt);
    CHECK_FALSE(fs::exists(world.target));
  }
}

TEST_CASE("A restore never overwrites, and a backup that was cut off is none") {
  BackedUp world;
  WriteFile(world.target / "kept", "mine");
  const Status onto = RestoreBackup({.backup = world.report.directory, .data_dir = world.target});
  REQUIRE_FALSE(onto.ok());
  CHECK(onto.error().code == "restore.target_not_empty");
  CHECK(fs::exists(world.target / "kept"));

  fs::remove(world.report.directory / kBackupAbout);
  const Status cut_off = RestoreBackup({.backup = world.report.directory, .data_dir = world.dir.path() / "other"});
  REQUIRE_FALSE(cut_off.ok());
  CHECK(cut_off.error().code == "backup.not_a_backup");
}

TEST_CASE("A stored file that the backup before has takes no space again") {
  BackedUp world;
  WriteFile(world.data_dir / "media" / "ef" / "01" / "ef01", "a second file");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // backups are named by the second
  const auto second = MakeBackup(world.data_dir, world.dir.path() / "backups", world.clock);
  REQUIRE(second.ok());
  CHECK(second->linked == 1);
  CHECK(fs::hard_link_count(second->directory / kBackupFiles / "media/ab/cd/abcd") == 2);
  REQUIRE(RestoreBackup({.backup = second->directory, .data_dir = world.target}).ok());
  CHECK(fs::exists(world.target / "media/ef/01/ef01"));
  CHECK(fs::hard_link_count(world.target / "media/ab/cd/abcd") == 1);
}

TEST_CASE("A directory without an embedded database is not backed up by this") {
  const test::TempDir dir;
  const SystemClock clock;
  const auto made = MakeBackup(dir.path() / "data", dir.path() / "backups", clock);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == "backup.no_cluster");
}

TEST_CASE("A data directory that was moved elsewhere goes on") {
  BackedUp world;
  const fs::path elsewhere = world.dir.path() / "another" / "place";
  fs::create_directories(elsewhere.parent_path());
  fs::rename(world.data_dir, elsewhere);
  auto storage = Open(elsewhere, world.clock);
  Commit(*storage, 4);
  CHECK(Stored(*storage) == 4);
  CHECK(Verifies(*storage));
}

}  // namespace custos::storage
