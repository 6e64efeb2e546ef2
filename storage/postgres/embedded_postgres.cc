// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/embedded_postgres.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "core/digest.h"
#include "core/log.h"
#include "storage/postgres/cluster_settings.h"
#include "storage/postgres/postgres_tools.h"
#include "storage/postgres/stale_cluster.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestSocketDir = 90;  // sun_path holds 108 with the file name
constexpr auto kPoll = std::chrono::milliseconds(20);
constexpr auto kLongestBackOff = std::chrono::milliseconds(5000);
constexpr int kFirstStarts = 3;  // what ends it once may be a stray kill; what ends it again and again is not
constexpr auto kStopPatience = std::chrono::seconds(20);

Error CannotStart(std::string why) { return {ErrorKind::kUnavailable, "db.start_failed", std::move(why)}; }

std::string ConninfoOf(const std::string& socket_dir) {
  return "host='" + socket_dir + "' user=custos dbname=postgres connect_timeout=10 application_name=custos";
}

/// data_dir/run, or a place with a shorter name when that path is too long for a socket.
Result<fs::path> SocketDirOf(const fs::path& data_dir) {
  const fs::path usual = data_dir / "run";
  if (usual.string().size() <= kLongestSocketDir) return usual;
  const std::string name = "custos-" + HexEncode(AsBytes(Sha256(data_dir.string()))).substr(0, 16);
  for (const char* base : {"/run", "/tmp"}) {
    if (access(base, W_OK) == 0) return fs::path(base) / name;
  }
  return CannotStart("no place for the database's socket: the data directory's path is too long");
}

}  // namespace

EmbeddedPostgres::EmbeddedPostgres(const Options& options, fs::path bin, ServiceUser user)
    : options_(options), bin_(std::move(bin)), user_(std::move(user)), cluster_(options.data_dir / "postgres") {}

EmbeddedPostgres::~EmbeddedPostgres() { Stop(); }

Result<std::unique_ptr<EmbeddedPostgres>> EmbeddedPostgres::Start(const Options& options) {
  const Result<fs::path> bin = PostgresBinaries();
  if (!bin) return bin.error();
  Options absolute = options;
  absolute.data_dir = fs::absolute(options.data_dir);
  auto user = ChooseServiceUser(absolute.data_dir / "postgres");
  if (!user) return user.error();
  std::unique_ptr<EmbeddedPostgres> server(new EmbeddedPostgres(absolute, *bin, *user));
  if (const Status prepared = server->Prepare(); !prepared) return prepared.error();

  server->supervisor_ = std::jthread([raw = server.get()] { raw->Supervise(); });
  std::unique_lock lock(server->mutex_);
  server->changed_.wait(lock, [&] { return server->ready_ || server->failed_; });
  if (server->failed_) return *server->failed_;
  return Result<std::unique_ptr<EmbeddedPostgres>>(std::move(server));
}

Status EmbeddedPostgres::Prepare() {
  auto chosen = SocketDirOf(options_.data_dir);
  if (!chosen) return chosen.error();
  socket_dir_ = std::move(chosen).value();
  if (Status status = PrepareDirectory(socket_dir_, user_); !status) return status;
  if (!fs::exists(cluster_ / "PG_VERSION")) {
    if (Status status = CreateCluster(); !status) return status;
  }
  if (Status status = PrepareDirectory(cluster_, user_); !status) return status;
  if (!options_.wal_archive.empty()) {
    if (Status status = PrepareDirectory(options_.wal_archive, user_); !status) return status;
  }
  if (Status status = EndStaleCluster(cluster_, socket_dir_); !status) return status;
  return WriteConfiguration();
}

/// initdb works in a directory of its own that is renamed when complete: a crash in between leaves nothing half done.
Status EmbeddedPostgres::CreateCluster() {
  Log(LogLevel::kInfo, "creating the database", {{"user", user_.name}});
  const fs::path fresh = options_.data_dir / "postgres.new";
  std::error_code error;
  fs::remove_all(fresh, error);
  if (Status status = PrepareDirectory(fresh, user_); !status) return status;
  const fs::path log = socket_dir_ / "initdb.log";
  fs::remove(log, error);
  std::vector<std::string> command = {(bin_ / "initdb").string(), "--pgdata=" + fresh.string(), "--username=custos",
                                      "--encoding=UTF8",          "--locale=C.UTF-8",           "--auth-local=trust",
                                      "--auth-host=reject",       "--data-checksums",           "--no-instructions"};
  if (!options_.durable) command.emplace_back("--no-sync");
  const auto child = Spawn(command, user_, log, SIGKILL);
  if (!child) return child.error();
  if (WaitFor(*child) != 0) return CannotStart("initdb failed: " + LastLine(log));
  fs::remove_all(cluster_, error);
  fs::rename(fresh, cluster_, error);
  if (error) return CannotStart("cannot rename the new database directory: " + error.message());
  return {};
}

Status EmbeddedPostgres::WriteConfiguration() {
  const fs::path target = cluster_ / "postgresql.conf";
  const fs::path fresh = cluster_ / "postgresql.conf.new";
  {
    std::ofstream out(fresh, std::ios::trunc);
    out << RenderClusterSettings({.socket_dir = socket_dir_.string(),
                                  .memory_bytes = options_.memory_bytes != 0 ? options_.memory_bytes : MachineMemory(),
                                  .durable = options_.durable,
                                  .wal_archive = options_.wal_archive.string()});
    if (!out.flush()) return CannotStart("cannot write " + fresh.string());
  }
  if (user_.switched && chown(fresh.c_str(), user_.uid, user_.gid) != 0) {
    return CannotStart("cannot give " + fresh.string() + " to " + user_.name);
  }
  std::error_code error;
  fs::rename(fresh, target, error);
  if (error) return CannotStart("cannot write " + target.string());
  return {};
}

std::string EmbeddedPostgres::conninfo() const { return ConninfoOf(socket_dir_.string()); }

// The fifth line of postmaster.pid is the socket directory (PostgreSQL manual, "Database File Layout").
Result<std::string> EmbeddedPostgres::RunningConninfo(const fs::path& data_dir) {
  std::ifstream file(data_dir / "postgres" / "postmaster.pid");
  std::string line;
  for (int number = 1; number <= 5; ++number) {
    if (!std::getline(file, line)) line.clear();
  }
  if (line.empty()) return CannotStart("no database runs in " + data_dir.string());
  return ConninfoOf(line);
}

bool EmbeddedPostgres::Answers() const { return PQping(conninfo().c_str()) == PQPING_OK; }

pid_t EmbeddedPostgres::postmaster() const {
  const std::scoped_lock lock(mutex_);
  return child_;
}

std::uint64_t EmbeddedPostgres::restarts() const {
  const std::scoped_lock lock(mutex_);
  return starts_ == 0 ? 0 : starts_ - 1;
}

std::string EmbeddedPostgres::StartupTrouble() const {
  const std::string line = LastLine(socket_dir_ / "startup.log");
  return line.empty() ? "the database ended while starting, see " + (cluster_ / "log").string() : line;
}

/// True when the server answers; false when the child ended or time ran out before.
bool EmbeddedPostgres::AwaitReady(pid_t child) {
  const auto end = std::chrono::steady_clock::now() + options_.start_timeout;
  while (std::chrono::steady_clock::now() < end) {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == child) {
      return false;
    }
    if (Answers()) return true;
    std::this_thread::sleep_for(kPoll);
  }
  return false;
}

/// One life of the postmaster, from start to end; true when it ever answered. The postmaster is a child of this
/// thread, because the kernel ties the death signal to the thread that forked.
bool EmbeddedPostgres::RunOnce() {
  const fs::path log = socket_dir_ / "startup.log";
  std::error_code ignored;
  fs::remove(log, ignored);
  pid_t child = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return true;
    const auto started = Spawn({(bin_ / "postgres").string(), "-D", cluster_.string()}, user_, log, SIGINT);
    if (!started) {
      failed_ = started.error();
      return false;
    }
    child = child_ = *started;
    ++starts_;
  }
  const bool answered = AwaitReady(child);
  if (answered) {
    const std::scoped_lock lock(mutex_);
    ready_ = true;
    changed_.notify_all();
  } else {
    kill(child, SIGQUIT);  // our own child, not reaped yet: the id is still its
  }
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const std::scoped_lock lock(mutex_);
  WaitFor(child);
  child_ = 0;
  changed_.notify_all();
  return answered;
}

void EmbeddedPostgres::Supervise() {
  auto back_off = std::chrono::milliseconds(100);
  for (int starts = 1;; ++starts) {
    const auto begin = std::chrono::steady_clock::now();
    const bool answered = RunOnce();
    const bool timed_out = std::chrono::steady_clock::now() - begin >= options_.start_timeout;
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (!ready_ && (failed_ || timed_out || starts == kFirstStarts)) {
      failed_ = failed_.value_or(CannotStart(StartupTrouble()));
      changed_.notify_all();
      return;
    }
    if (answered) back_off = std::chrono::milliseconds(100);
    Log(LogLevel::kError, "the database ended, starting it again", {{"back_off_ms", back_off.count()}});
    if (changed_.wait_for(lock, back_off, [&] { return stopping_; })) return;
    back_off = std::min(back_off * 2, kLongestBackOff);
    lock.unlock();
    if (const Status status = EndStaleCluster(cluster_, socket_dir_); !status) {
      Log(LogLevel::kError, "the database cannot be started", {{"code", status.error().code}});
    }
  }
}

void EmbeddedPostgres::Stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  for (const int signal : {SIGINT, SIGQUIT, SIGKILL}) {
    if (child_ == 0) break;
    kill(child_, signal);
    changed_.wait_for(lock, kStopPatience, [&] { return child_ == 0; });
  }
  lock.unlock();
  if (supervisor_.joinable()) supervisor_.join();
}

}  // namespace custos::storage
