// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/cluster_copy.h"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "storage/postgres/db.h"
#include "storage/postgres/embedded_postgres.h"
#include "storage/postgres/postgres_tools.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr auto kPoll = std::chrono::milliseconds(100);
constexpr char kSignal[] = "recovery.signal";
constexpr char kOwnSettings[] = "postgresql.auto.conf";  // read after postgresql.conf, which is written at every start

std::string UtcTime(TimeMs at) {
  const auto seconds = static_cast<std::time_t>(at / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &utc);
  const std::string thousandths = std::to_string(1000 + at % 1000).substr(1);
  return std::string(text) + "." + thousandths + "+00";
}

// For a string of the configuration that is itself a word of a shell command.
std::string ShellWordInSetting(const std::string& path) {
  std::string word = "\"";
  for (const char c : path) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') word += "\\";
    if (c == '\'') word += '\'';  // doubled for the setting
    if (c == '%') word += '%';    // doubled for the command's own marks
    word += c;
  }
  return word + "\"";
}

Status MayRead(const fs::path& directory, const ServiceUser& user) {
  const Result<pid_t> child =
      Spawn({"/usr/bin/test", "-r", directory.string(), "-a", "-x", directory.string()}, user, "/dev/null", 0);
  if (!child) return child.error();
  if (WaitFor(*child) == 0) return {};
  return Error{ErrorKind::kInvalid, "restore.wal_unreadable",
               "the database runs as " + user.name + ", who cannot read " + directory.string()};
}

Status WriteRecovery(const fs::path& cluster, const Recovery& recovery, const ServiceUser& user) {
  {
    std::ofstream settings(cluster / kOwnSettings, std::ios::app);
    // Without an archive too: a restored cluster begins a timeline of its own, so that what it archives later never
    // has the name of something older.
    settings << "restore_command = '"
             << (recovery.wal_archive.empty()
                     ? "false"
                     : "cp " + ShellWordInSetting(recovery.wal_archive.string()) + "/%f \"%p\"")
             << "'\n"
             << "recovery_target_action = 'promote'\n";
    if (recovery.until != 0) settings << "recovery_target_time = '" << UtcTime(recovery.until) << "'\n";
    std::ofstream signal(cluster / kSignal);
    if (!settings.flush() || !signal.flush()) {
      return Error{ErrorKind::kUnavailable, "restore.write", "cannot write to " + cluster.string()};
    }
  }
  for (const char* name : {kSignal, kOwnSettings}) {
    if (user.switched && chown((cluster / name).c_str(), user.uid, user.gid) != 0) {
      return Error{ErrorKind::kUnavailable, "restore.write", "cannot give " + cluster.string() + " to " + user.name};
    }
  }
  return {};
}

Error RecoveryFailed(const std::string& why) {
  return {ErrorKind::kUnavailable, "restore.recovery_failed",
          "the kept write-ahead log does not lead to the wanted state: " + why};
}

// A standby answers before it has replayed all.
Status AwaitEndOfRecovery(const EmbeddedPostgres& server) {
  try {
    for (;; std::this_thread::sleep_for(kPoll)) {
      if (server.restarts() > 0) return RecoveryFailed("the database ended while replaying it");
      db::Connection connection(server.conninfo());
      if (connection.Query("SELECT pg_is_in_recovery()").Text(0, 0) == "t") continue;
      for (const char* name : {"restore_command", "recovery_target_action", "recovery_target_time"}) {
        connection.Query(std::string("ALTER SYSTEM RESET ") + name);
      }
      return {};
    }
  } catch (const db::Failure& failure) {
    return RecoveryFailed(failure.what());
  }
}

}  // namespace

Status CopyCluster(const std::string& conninfo, const fs::path& to, const fs::path& log) {
  const Result<fs::path> bin = PostgresBinaries();
  if (!bin) return bin.error();
  return RunTool(
      {(*bin / "pg_basebackup").string(), "--dbname=" + conninfo, "--pgdata=" + to.string(), "--format=plain",
       "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password", "--label=custos"},
      OurselvesAsUser(), log, "backup.cluster_failed");
}

Status CheckClusterCopy(const fs::path& copy, const fs::path& log) {
  const Result<fs::path> bin = PostgresBinaries();
  if (!bin) return bin.error();
  const Status checked = RunTool({(*bin / "pg_verifybackup").string(), "--exit-on-error", "--quiet", copy.string()},
                                 OurselvesAsUser(), log, "backup.damaged");
  if (checked || checked.error().code != "backup.damaged") return checked;
  return Error{ErrorKind::kCorrupt, checked.error().code, checked.error().message};
}

Status RecoverCluster(const fs::path& data_dir, const Recovery& recovery) {
  const fs::path cluster = data_dir / "postgres";
  const Result<ServiceUser> user = ChooseServiceUser(cluster);
  if (!user) return user.error();
  if (!recovery.wal_archive.empty()) {
    if (const Status readable = MayRead(recovery.wal_archive, *user); !readable) return readable;
  }
  if (const Status written = WriteRecovery(cluster, recovery, *user); !written) return written;
  const auto server = EmbeddedPostgres::Start({.data_dir = data_dir, .start_timeout = std::chrono::hours(1)});
  if (!server) return RecoveryFailed(server.error().message);
  const Status recovered = AwaitEndOfRecovery(**server);
  (*server)->Stop();
  return recovered;
}

}  // namespace custos::storage
