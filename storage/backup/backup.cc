// SPDX-License-Identifier: Apache-2.0
#include "storage/backup/backup.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/backup/backup_layout.h"
#include "storage/backup/file_copy.h"
#include "storage/postgres/cluster_copy.h"
#include "storage/postgres/data_dir_lock.h"
#include "storage/postgres/embedded_postgres.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr char kPartial[] = ".partial";
constexpr char kMedia[] = "media";
// The database is copied by itself, and the rest is made anew by whoever starts.
constexpr std::array<std::string_view, 5> kNotCopied = {"postgres", "postgres.new", "run", "custos.lock", "demo"};

void Tell(const BackupProgress& progress, const std::string& step) {
  if (progress) progress(step);
}

Error Unusable(const fs::path& path, const std::string& why) {
  return {ErrorKind::kUnavailable, "backup.unusable", path.string() + ": " + why};
}

std::string NameOf(TimeMs at) {
  const auto seconds = static_cast<std::time_t>(at / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H-%M-%SZ", &utc);
  return text;
}

// The newest finished backup; empty when there is none.
fs::path NewestIn(const fs::path& into) {
  fs::path newest;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(into, error)) {
    if (fs::exists(entry.path() / kBackupAbout, error)) newest = std::max(newest, entry.path());
  }
  return newest;
}

std::uint64_t BytesBelow(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) bytes += entry.file_size(error);
  }
  return bytes;
}

// The database of a data directory: the one that a server runs, or started by us and stopped at the end.
class RunningCluster {
 public:
  static Result<RunningCluster> Reach(const fs::path& data_dir) {
    RunningCluster cluster;
    Result<std::unique_ptr<DataDirLock>> lock = DataDirLock::Take(data_dir);
    if (!lock) {
      if (lock.error().kind != ErrorKind::kConflict) return lock.error();
      Result<std::string> running = EmbeddedPostgres::RunningConninfo(data_dir);
      if (!running) return running.error();
      cluster.conninfo_ = std::move(*running);
      return cluster;
    }
    cluster.lock_ = std::move(*lock);
    Result<std::unique_ptr<EmbeddedPostgres>> started = EmbeddedPostgres::Start({.data_dir = data_dir});
    if (!started) return started.error();
    cluster.server_ = std::move(*started);
    cluster.conninfo_ = cluster.server_->conninfo();
    return cluster;
  }
  const std::string& conninfo() const { return conninfo_; }

 private:
  std::unique_ptr<DataDirLock> lock_;
  std::unique_ptr<EmbeddedPostgres> server_;
  std::string conninfo_;
};

// One backup on its way. Dropped before it is finished, it leaves nothing.
class Work {
 public:
  Work(fs::path data_dir, const fs::path& into, const std::string& name)
      : data_dir_(std::move(data_dir)),
        partial_(into / (name + kPartial)),
        finished_(into / name),
        earlier_(NewestIn(into)) {}
  ~Work() {
    std::error_code ignored;
    if (!done_ && made_) fs::remove_all(partial_, ignored);
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  Status Begin() {
    std::error_code error;
    fs::create_directories(partial_.parent_path(), error);
    made_ = !error && fs::create_directory(partial_, error);
    if (!made_) return Unusable(partial_, error ? error.message() : "another backup writes there");
    fs::permissions(partial_, fs::perms::owner_all, error);
    fs::create_directory(partial_ / kBackupFiles, error);
    if (error) return Unusable(partial_, error.message());
    if (const Status owned = CopyOwner(data_dir_, partial_ / kBackupFiles); !owned) return owned;
    if (earlier_.empty()) return {};
    if (Result<FileDigests> digests = ReadDigests(earlier_ / kBackupDigests)) earlier_digests_ = std::move(*digests);
    return {};
  }

  // Before the database: a checkpoint in the copy is then never ahead of the copied log.
  Status CopySmallFiles() {
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(data_dir_, error)) names.push_back(entry.path().filename());
    if (error) return Unusable(data_dir_, error.message());
    for (const std::string& name : names) {
      const bool left_out = std::find(kNotCopied.begin(), kNotCopied.end(), name) != kNotCopied.end();
      if (left_out || name == kMedia) continue;
      if (const Status copied = Copy(name, {}); !copied) return copied;
    }
    return {};
  }

  Status CopyDatabase(const std::string& conninfo) {
    const fs::path log = partial_ / "copy.log";
    if (const Status copied = CopyCluster(conninfo, partial_ / kBackupCluster, log); !copied) return copied;
    std::error_code ignored;
    fs::remove(log, ignored);
    return {};
  }

  // After the database: a file is stored before the row that names it, so all that the copied rows name is here.
  Status CopyMedia() { return Copy(kMedia, earlier_.empty() ? fs::path() : earlier_ / kBackupFiles); }

  Result<BackupReport> Finish(TimeMs at) {
    if (const Status written = WriteDigests(partial_ / kBackupDigests, digests_); !written) return written.error();
    BackupReport report{finished_, BytesBelow(partial_ / kBackupCluster), count_.files, count_.bytes, count_.linked};
    const nlohmann::json about{{"format", kBackupFormat},
                               {"at", at},
                               {"cluster_bytes", report.cluster_bytes},
                               {"files", report.files},
                               {"linked", report.linked}};
    std::ofstream out(partial_ / kBackupAbout);
    out << about.dump(2) << "\n";
    if (!out.flush()) return Unusable(partial_, "cannot be written");
    out.close();
    std::error_code error;
    fs::rename(partial_, finished_, error);
    if (error) return Unusable(finished_, error.message());
    done_ = true;
    return report;
  }

 private:
  Status Copy(const std::string& name, const fs::path& earlier) {
    return CopyFiles(data_dir_, partial_ / kBackupFiles, name, earlier, earlier_digests_, digests_, count_);
  }

  const fs::path data_dir_;
  const fs::path partial_;
  const fs::path finished_;
  const fs::path earlier_;
  FileDigests earlier_digests_;
  FileDigests digests_;
  CopyCount count_;
  bool made_ = false;
  bool done_ = false;
};

}  // namespace

Result<BackupReport> MakeBackup(const fs::path& data_dir, const fs::path& into, const Clock& clock,
                                const BackupProgress& progress) {
  if (!fs::exists(data_dir / "postgres" / "PG_VERSION")) {
    return Error{ErrorKind::kInvalid, "backup.no_cluster",
                 data_dir.string() + " holds no embedded database; back an external one up with its own tools"};
  }
  const TimeMs at = clock.Now();
  Work work(fs::absolute(data_dir), fs::absolute(into), NameOf(at));
  if (const Status begun = work.Begin(); !begun) return begun.error();
  Tell(progress, "key, checkpoint, manifests");
  if (const Status copied = work.CopySmallFiles(); !copied) return copied.error();
  {
    Tell(progress, "database");
    const Result<RunningCluster> cluster = RunningCluster::Reach(fs::absolute(data_dir));
    if (!cluster) return cluster.error();
    if (const Status copied = work.CopyDatabase(cluster->conninfo()); !copied) return copied.error();
  }
  Tell(progress, "files");
  if (const Status copied = work.CopyMedia(); !copied) return copied.error();
  return work.Finish(at);
}

}  // namespace custos::storage
