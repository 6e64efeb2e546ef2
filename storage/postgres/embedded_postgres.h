// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/result.h"
#include "storage/postgres/service_user.h"

namespace custos::storage {

/// A private PostgreSQL cluster below a data directory: unix socket only, restarted when it dies, stopped with us.
/// The caller holds the DataDirLock. Thread-safe.
class EmbeddedPostgres {
 public:
  struct Options {
    std::filesystem::path data_dir;  ///< the cluster is in data_dir/postgres
    std::uint64_t memory_bytes = 0;  ///< 0 = of this machine
    bool durable = true;
    std::chrono::seconds start_timeout{120};  ///< crash recovery may take a while
    std::filesystem::path wal_archive{};  ///< every finished piece of the write-ahead log is kept there; empty: none
  };

  /// Makes the cluster when there is none, takes over from a crash, and returns when it answers.
  static Result<std::unique_ptr<EmbeddedPostgres>> Start(const Options& options);
  ~EmbeddedPostgres();
  EmbeddedPostgres(const EmbeddedPostgres&) = delete;
  EmbeddedPostgres& operator=(const EmbeddedPostgres&) = delete;

  /// Fast shutdown: open transactions are rolled back, data is flushed. Repeating it does nothing.
  void Stop();

  std::string conninfo() const;
  /// How to reach the cluster that another process runs in this data directory. kUnavailable when none runs.
  static Result<std::string> RunningConninfo(const std::filesystem::path& data_dir);
  std::filesystem::path cluster_dir() const { return cluster_; }
  pid_t postmaster() const;
  std::uint64_t restarts() const;

 private:
  EmbeddedPostgres(const Options& options, std::filesystem::path bin, ServiceUser user);

  Status Prepare();
  Status CreateCluster();
  Status WriteConfiguration();
  void Supervise();
  bool RunOnce();
  bool AwaitReady(pid_t child);
  bool Answers() const;
  std::string StartupTrouble() const;

  const Options options_;
  const std::filesystem::path bin_;
  const ServiceUser user_;
  const std::filesystem::path cluster_;
  std::filesystem::path socket_dir_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  pid_t child_ = 0;
  bool ready_ = false;
  bool stopping_ = false;
  std::optional<Error> failed_;  ///< why the first start did not succeed
  std::uint64_t starts_ = 0;
  std::jthread supervisor_;
};

}  // namespace custos::storage
