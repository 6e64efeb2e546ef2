// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Copies the cluster behind `conninfo` into the empty directory `to` while it goes on working (pg_basebackup), with
/// the write-ahead log that makes the copy consistent and a manifest of SHA-256 digests. kUnavailable
/// "backup.cluster_failed".
Status CopyCluster(const std::string& conninfo, const std::filesystem::path& to, const std::filesystem::path& log);

/// Whether every file of such a copy is as it was written (pg_verifybackup). kCorrupt "backup.damaged".
Status CheckClusterCopy(const std::filesystem::path& copy, const std::filesystem::path& log);

/// How far a restored cluster goes on from its copy.
struct Recovery {
  std::filesystem::path wal_archive;  ///< folder that EmbeddedPostgres::Options::wal_archive filled
  TimeMs until = 0;                   ///< commits after this are left out; 0: everything that was kept
};

/// Tells a copy in data_dir/postgres to replay the kept write-ahead log when it starts, starts it, waits until it has,
/// and stops it. kInvalid "restore.wal_unreadable", kUnavailable "restore.recovery_failed" when the log does not reach
/// the wanted time or does not fit the copy.
Status RecoverCluster(const std::filesystem::path& data_dir, const Recovery& recovery);

}  // namespace custos::storage
