// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "storage/backup/backup.h"
#include "storage/backup/backup_layout.h"
#include "storage/backup/file_copy.h"
#include "storage/postgres/cluster_copy.h"
#include "storage/postgres/data_dir_lock.h"
#include "storage/postgres/service_user.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr char kLog[] = "restore.log";

Error CannotWrite(const fs::path& path, const std::string& why) {
  return {ErrorKind::kUnavailable, "restore.write", path.string() + ": " + why};
}

Status CheckIsBackup(const fs::path& backup) {
  std::ifstream in(backup / kBackupAbout);
  const nlohmann::json about = nlohmann::json::parse(in, nullptr, false);
  const bool known = about.is_object() && about.value("format", 0) == kBackupFormat;
  if (in && known) return {};
  return Error{ErrorKind::kInvalid, "backup.not_a_backup",
               backup.string() + " is no finished backup of this version: it has no readable backup.json"};
}

Status CheckTarget(const fs::path& data_dir) {
  std::error_code error;
  if (!fs::exists(data_dir, error) || (fs::is_directory(data_dir, error) && fs::is_empty(data_dir, error))) return {};
  return Error{ErrorKind::kConflict, "restore.target_not_empty",
               data_dir.string() + " is not empty: a restore never overwrites, name a new directory"};
}

// A directory and all below it.
Status GiveTo(const fs::path& directory, const ServiceUser& user) {
  if (!user.switched) return {};
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(directory, error)) {
    if (lchown(entry.path().c_str(), user.uid, user.gid) != 0) return CannotWrite(entry.path(), "cannot be given away");
  }
  if (error) return CannotWrite(directory, error.message());
  return {};
}

// A data directory on its way; what was made is taken away again unless it is kept.
class Target {
 public:
  explicit Target(fs::path data_dir) : data_dir_(std::move(data_dir)), existed_(fs::exists(data_dir_)) {}
  ~Target() {
    if (kept_) return;
    std::error_code ignored;
    if (!existed_) fs::remove_all(data_dir_, ignored);
    for (const auto& entry : fs::directory_iterator(data_dir_, ignored)) fs::remove_all(entry.path(), ignored);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  Status Fill(const fs::path& backup, const FileDigests& digests) {
    std::error_code error;
    fs::create_directories(data_dir_, error);
    if (error) return CannotWrite(data_dir_, error.message());
    if (const Status owned = CopyOwner(backup / kBackupFiles, data_dir_); !owned) return owned;
    FileDigests copied;
    CopyCount count;
    for (const auto& entry : fs::directory_iterator(backup / kBackupFiles, error)) {
      const Status done = CopyFiles(backup / kBackupFiles, data_dir_, entry.path().filename(), {}, {}, copied, count);
      if (!done) return done;
    }
    if (error) return CannotWrite(data_dir_, error.message());
    if (copied != digests) return Error{ErrorKind::kCorrupt, "backup.damaged", "a file changed while it was read"};
    return FillCluster(backup);
  }

  void Keep() { kept_ = true; }

 private:
  Status FillCluster(const fs::path& backup) {
    const Result<ServiceUser> user = ChooseServiceUser(data_dir_ / "postgres");
    if (!user) return user.error();
    if (const Status made = PrepareDirectory(data_dir_ / "postgres", *user); !made) return made;
    std::error_code error;
    fs::copy(backup / kBackupCluster, data_dir_ / "postgres", fs::copy_options::recursive, error);
    if (error) return CannotWrite(data_dir_ / "postgres", error.message());
    return GiveTo(data_dir_ / "postgres", *user);
  }

  const fs::path data_dir_;
  const bool existed_;
  bool kept_ = false;
};

}  // namespace

Status RestoreBackup(const RestoreOptions& options, const BackupProgress& progress) {
  const auto tell = [&](const std::string& step) {
    if (progress) progress(step);
  };
  if (options.until != 0 && options.wal_archive.empty()) {
    return Error{ErrorKind::kInvalid, "restore.until_without_wal",
                 "a point in time needs the folder of the kept write-ahead log"};
  }
  const fs::path backup = fs::absolute(options.backup);
  const fs::path data_dir = fs::absolute(options.data_dir);
  if (const Status known = CheckIsBackup(backup); !known) return known;
  if (const Status free = CheckTarget(data_dir); !free) return free;
  tell("checking the backup");
  const fs::path log = fs::temp_directory_path() / (kLog + std::to_string(getpid()));
  const Status cluster_good = CheckClusterCopy(backup / kBackupCluster, log);
  std::error_code ignored;
  fs::remove(log, ignored);
  if (!cluster_good) return cluster_good;
  const Result<FileDigests> digests = ReadDigests(backup / kBackupDigests);
  if (!digests) return digests.error();
  if (const Status good = CheckFiles(backup / kBackupFiles, *digests); !good) return good;

  tell("copying");
  Target target(data_dir);
  if (const Status filled = target.Fill(backup, *digests); !filled) return filled;
  tell(options.wal_archive.empty() ? "starting the database once" : "replaying the write-ahead log");
  const Result<std::unique_ptr<DataDirLock>> lock = DataDirLock::Take(data_dir);
  if (!lock) return lock.error();
  const fs::path wal = options.wal_archive.empty() ? fs::path() : fs::absolute(options.wal_archive);
  if (const Status recovered = RecoverCluster(data_dir, {wal, options.until}); !recovered) return recovered;
  target.Keep();
  return {};
}

}  // namespace custos::storage
