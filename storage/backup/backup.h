// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Called with what is being done now, in words for an operator.
using BackupProgress = std::function<void(const std::string& step)>;

struct BackupReport {
  std::filesystem::path directory;  ///< of this backup
  std::uint64_t cluster_bytes = 0;
  std::uint64_t files = 0;   ///< beside the cluster
  std::uint64_t bytes = 0;   ///< of the files that were copied
  std::uint64_t linked = 0;  ///< files shared with the backup before
};

/// Backs a data directory with an embedded database up into a new folder below `into`, named by its time (UTC). A
/// server that uses it goes on working. The folder holds
///
///     backup.json   what it is, written last: a folder without it is no backup
///     cluster/      the database, consistent by itself, with PostgreSQL's manifest of SHA-256 digests
///     files/        everything else: signing key, checkpoint, manifests, stored files
///     files.sha256  their digests, as sha256sum writes them
///
/// Files that the newest backup in `into` has already are linked, not copied. kUnavailable "backup.…"; kInvalid
/// "backup.no_cluster" when the directory holds no embedded database.
Result<BackupReport> MakeBackup(const std::filesystem::path& data_dir, const std::filesystem::path& into,
                                const Clock& clock, const BackupProgress& progress = {});

struct RestoreOptions {
  std::filesystem::path backup;       ///< one folder that MakeBackup made
  std::filesystem::path data_dir;     ///< must not exist, or be empty
  std::filesystem::path wal_archive;  ///< go on from the backup with what was kept there; empty: do not
  TimeMs until = 0;                   ///< with it: leave out what was committed later; 0: nothing
};

/// Makes a data directory of a backup, every byte checked first. Nothing is written before the check has passed, and
/// nothing remains when a later step fails. kCorrupt "backup.damaged", kInvalid "backup.not_a_backup" and
/// "restore.until_without_wal", kConflict "restore.target_not_empty", and what RecoverCluster returns.
Status RestoreBackup(const RestoreOptions& options, const BackupProgress& progress = {});

}  // namespace custos::storage
