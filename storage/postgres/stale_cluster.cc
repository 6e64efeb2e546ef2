// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/stale_cluster.h"

#include <signal.h>

#include <cctype>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/log.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

/// Every process of a cluster works in its directory.
std::vector<pid_t> ProcessesOf(const fs::path& cluster) {
  std::vector<pid_t> found;
  std::error_code error;
  const fs::path wanted = fs::canonical(cluster, error);
  if (error) return found;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) == 0) continue;
    std::error_code gone;
    if (fs::read_symlink(entry.path() / "cwd", gone) != wanted || gone) continue;
    if (fs::read_symlink(entry.path() / "exe", gone).filename() == "postgres") found.push_back(std::stoi(name));
  }
  return found;
}

bool AllGoneWithin(const fs::path& cluster, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!ProcessesOf(cluster).empty()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

void SignalAll(const fs::path& cluster, int signal) {
  for (const pid_t pid : ProcessesOf(cluster)) kill(pid, signal);
}

}  // namespace

Status EndStaleCluster(const fs::path& cluster, const fs::path& socket_dir) {
  if (!ProcessesOf(cluster).empty()) {
    Log(LogLevel::kWarn, "ending the database that an earlier server left running");
    // Processes without their postmaster end by themselves; a postmaster was told to stop when its server died.
    if (!AllGoneWithin(cluster, std::chrono::seconds(2))) SignalAll(cluster, SIGQUIT);
    if (!AllGoneWithin(cluster, std::chrono::seconds(8))) SignalAll(cluster, SIGKILL);
    if (!AllGoneWithin(cluster, std::chrono::seconds(5))) {
      return Error{ErrorKind::kUnavailable, "db.stale_process",
                   "a database process of an earlier server does not end: " + cluster.string()};
    }
  }
  std::error_code error;
  fs::remove(cluster / "postmaster.pid", error);
  fs::remove(socket_dir / ".s.PGSQL.5432.lock", error);
  return {};
}

}  // namespace custos::storage
