// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_upload_store.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHashPiece = 1 << 20;

#define CUSTOS_UPLOAD_COLUMNS "id, owner, purpose, name, size, sha256, received, complete, created_at, expires_at"
constexpr char kFind[] = "SELECT " CUSTOS_UPLOAD_COLUMNS " FROM upload WHERE id = $1";
constexpr char kFindSame[] =
    "SELECT " CUSTOS_UPLOAD_COLUMNS " FROM upload WHERE owner = $1 AND sha256 = $2 AND purpose = $3";
constexpr char kFindContent[] =
    "SELECT " CUSTOS_UPLOAD_COLUMNS " FROM upload WHERE owner = $1 AND sha256 = $2 AND complete LIMIT 1";
constexpr char kQuota[] =
    "SELECT coalesce(sum(size), 0)::bigint, count(*) FILTER (WHERE NOT complete) FROM upload"
    " WHERE owner = $1";
constexpr char kCreate[] =
    "INSERT INTO upload (id, owner, purpose, name, size, sha256, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
constexpr char kAdvance[] =
    "UPDATE upload SET received = $2, expires_at = $3 WHERE id = $1 RETURNING " CUSTOS_UPLOAD_COLUMNS;
constexpr char kComplete[] =
    "UPDATE upload SET complete = true, expires_at = $2 WHERE id = $1 RETURNING " CUSTOS_UPLOAD_COLUMNS;
constexpr char kRemove[] = "DELETE FROM upload WHERE id = $1";
// A file that a message waits for stays until it has been fetched or given up; its locator ends in the digest.
constexpr char kDropExpired[] =
    "DELETE FROM upload u WHERE u.expires_at <= $1 AND NOT EXISTS (SELECT 1 FROM media m WHERE m.state = 0"
    " AND m.locator = 'upload:' || u.owner || '/' || encode(u.sha256, 'hex')) RETURNING u.id";
constexpr char kKnown[] = "SELECT id FROM upload WHERE id = ANY($1)";
#undef CUSTOS_UPLOAD_COLUMNS

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void FailFile(const char* what) {
  db::Fail(ErrorKind::kUnavailable, "upload.file", std::string(what) + ": " + std::strerror(errno));
}

Upload UploadAt(const db::Rows& rows, std::size_t i) {
  Upload upload;
  upload.id = rows.Text(i, 0);
  upload.spec.owner = rows.Text(i, 1);
  upload.spec.purpose = rows.Text(i, 2);
  upload.spec.name = rows.Text(i, 3);
  upload.spec.size = rows.Id(i, 4);
  upload.spec.sha256 = DigestFromBytes(rows.Bytes(i, 5)).value_or(Digest{});
  upload.received = rows.Id(i, 6);
  upload.complete = rows.Bool(i, 7);
  upload.created_at = rows.Int(i, 8);
  upload.expires_at = rows.Int(i, 9);
  return upload;
}

/// An open file, closed at the end.
class File {
 public:
  File(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) FailFile("open");
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void WriteAt(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) FailFile("write");
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
  }

  std::string ReadAt(std::uint64_t offset, std::size_t length) {
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done < length) {
      const ssize_t got = ::pread(fd_, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) FailFile("read");
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
  }

  void Sync() {
    if (::fdatasync(fd_) != 0) FailFile("sync");
  }

 private:
  int fd_;
};

void SyncDirectory(const fs::path& path) { File(path, O_RDONLY | O_DIRECTORY).Sync(); }

Digest HashOf(File& file, std::uint64_t size) {
  struct MdFree {
    void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
  };
  const std::unique_ptr<EVP_MD_CTX, MdFree> md(EVP_MD_CTX_new());
  Digest digest{};
  bool good = EVP_DigestInit_ex(md.get(), EVP_sha256(), nullptr) == 1;
  for (std::uint64_t done = 0; good && done < size;) {
    const std::string piece = file.ReadAt(done, std::min<std::uint64_t>(kHashPiece, size - done));
    good = !piece.empty() && EVP_DigestUpdate(md.get(), piece.data(), piece.size()) == 1;
    done += piece.size();
  }
  if (good) good = EVP_DigestFinal_ex(md.get(), digest.data(), nullptr) == 1;
  return good ? digest : Digest{};
}

bool IsId(const std::string& name) {
  return name.size() == 2 * kIdBytes && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

class PostgresUploadStore::Turn {
 public:
  Turn(PostgresUploadStore& store, std::string id) : store_(store), id_(std::move(id)) {
    const std::scoped_lock lock(store_.mutex_);
    auto& busy = store_.busy_;
    if (std::find(busy.begin(), busy.end(), id_) != busy.end()) {
      db::Fail(ErrorKind::kUnavailable, "upload.busy", "another request writes to the upload");
    }
    busy.push_back(id_);
  }
  ~Turn() {
    const std::scoped_lock lock(store_.mutex_);
    std::erase(store_.busy_, id_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PostgresUploadStore& store_;
  const std::string id_;
};

PostgresUploadStore::PostgresUploadStore(db::Pool& pool, fs::path directory, const Clock& clock, UploadLimits limits)
    : pool_(pool), directory_(std::move(directory)), clock_(clock), limits_(limits) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) db::Fail(ErrorKind::kUnavailable, "upload.directory", directory_.string() + ": " + error.message());
}

Result<Upload> PostgresUploadStore::Create(const UploadSpec& spec) {
  if (spec.size == 0 || spec.size > limits_.file_bytes) {
    return Error{ErrorKind::kInvalid, "upload.size", "an upload has 1 byte to " + std::to_string(limits_.file_bytes)};
  }
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const auto same = [&] {
      return lease->Query(kFindSame, db::Params().Text(spec.owner).Bytes(AsBytes(spec.sha256)).Text(spec.purpose));
    };
    if (const db::Rows rows = same(); !rows.empty()) return UploadAt(rows, 0);
    const db::Rows used = lease->Query(kQuota, db::Params().Text(spec.owner));
    if (used.Id(0, 0) + spec.size > limits_.owner_bytes || used.Id(0, 1) >= limits_.owner_open) {
      db::Fail(ErrorKind::kDenied, "upload.quota", "too much of this sender lies here already");
    }
    const TimeMs now = clock_.Now();
    const std::string id = HexEncode(RandomBytes(kIdBytes));
    {
      File file(FileOf(id), O_WRONLY | O_CREAT | O_EXCL);
      file.Sync();
    }
    SyncDirectory(directory_);
    lease->Query(kCreate, db::Params()
                              .Text(id)
                              .Text(spec.owner)
                              .Text(spec.purpose)
                              .Text(spec.name)
                              .Int(Signed(spec.size))
                              .Bytes(AsBytes(spec.sha256))
                              .Int(now)
                              .Int(now + limits_.open_ms));
    const db::Rows rows = same();  // when two came at once, the first of them
    if (rows.empty()) db::Fail(ErrorKind::kUnavailable, "upload.busy", "the upload went while it was made");
    return UploadAt(rows, 0);
  });
}

Result<Upload> PostgresUploadStore::Append(const std::string& id, std::uint64_t offset, std::string_view bytes) {
  return db::Guard([&] {
    const Turn turn(*this, id);
    const Upload upload = MustFind(id);
    if (upload.complete) db::Fail(ErrorKind::kConflict, "upload.complete", "every byte is there");
    if (offset != upload.received) db::Fail(ErrorKind::kConflict, "upload.offset", "the next byte is another one");
    if (bytes.size() > upload.spec.size - upload.received) {
      db::Fail(ErrorKind::kConflict, "upload.size", "more bytes than announced");
    }
    if (bytes.empty()) return upload;
    File file(FileOf(id), O_WRONLY);
    file.WriteAt(offset, bytes);
    file.Sync();
    const db::Rows rows = pool_.Acquire()->Query(
        kAdvance, db::Params().Text(id).Int(Signed(offset + bytes.size())).Int(clock_.Now() + limits_.open_ms));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "upload.not_found", "no such upload");
    return UploadAt(rows, 0);
  });
}

Result<Upload> PostgresUploadStore::Finish(const std::string& id) {
  return db::Guard([&] {
    const Turn turn(*this, id);
    const Upload upload = MustFind(id);
    if (upload.complete) return upload;
    if (upload.received < upload.spec.size) {
      db::Fail(ErrorKind::kConflict, "upload.missing_bytes", "not every byte is there");
    }
    File file(FileOf(id), O_RDONLY);
    if (HashOf(file, upload.spec.size) != upload.spec.sha256) {
      pool_.Acquire()->Query(kAdvance, db::Params().Text(id).Int(0).Int(clock_.Now() + limits_.open_ms));
      db::Fail(ErrorKind::kInvalid, "upload.digest_differs", "the bytes are not those that were announced");
    }
    const db::Rows rows =
        pool_.Acquire()->Query(kComplete, db::Params().Text(id).Int(clock_.Now() + limits_.complete_ms));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "upload.not_found", "no such upload");
    return UploadAt(rows, 0);
  });
}

Upload PostgresUploadStore::MustFind(const std::string& id) {
  const db::Rows rows = pool_.Acquire()->Query(kFind, db::Params().Text(id));
  if (rows.empty()) db::Fail(ErrorKind::kNotFound, "upload.not_found", "no such upload");
  return UploadAt(rows, 0);
}

Result<std::optional<Upload>> PostgresUploadStore::Find(const std::string& id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kFind, db::Params().Text(id));
    return rows.empty() ? std::nullopt : std::optional(UploadAt(rows, 0));
  });
}

Result<std::optional<Upload>> PostgresUploadStore::FindContent(const std::string& owner, const Digest& sha256) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kFindContent, db::Params().Text(owner).Bytes(AsBytes(sha256)));
    return rows.empty() ? std::nullopt : std::optional(UploadAt(rows, 0));
  });
}

Result<std::string> PostgresUploadStore::Read(const std::string& id, std::uint64_t offset, std::size_t length) {
  return db::Guard([&] {
    const Upload upload = MustFind(id);
    if (offset >= upload.received) return std::string();
    return File(FileOf(id), O_RDONLY).ReadAt(offset, std::min<std::uint64_t>(length, upload.received - offset));
  });
}

// The row first: a file without a row is found and dropped later, a row without a file would be a lie.
Status PostgresUploadStore::Remove(const std::string& id) {
  return db::Guard([&] {
    const Turn turn(*this, id);
    pool_.Acquire()->Query(kRemove, db::Params().Text(id));
    ::unlink(FileOf(id).c_str());
  });
}

Result<std::uint64_t> PostgresUploadStore::DropExpired() {
  return db::Guard([&] {
    const db::Rows gone = pool_.Acquire()->Query(kDropExpired, db::Params().Int(clock_.Now()));
    for (std::size_t i = 0; i < gone.size(); ++i) ::unlink(FileOf(gone.Text(i, 0)).c_str());
    DropUnknownFiles();
    return std::uint64_t{gone.size()};
  });
}

// Of uploads that ended between file and row. Young ones may be about to get their row.
std::uint64_t PostgresUploadStore::DropUnknownFiles() {
  std::vector<std::string> old;
  const auto young = fs::file_time_type::clock::now() - std::chrono::hours(1);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory_, error)) {
    const std::string name = entry.path().filename().string();
    if (IsId(name) && entry.last_write_time(error) < young && !error) old.push_back(name);
  }
  if (old.empty()) return 0;
  const db::Rows rows = pool_.Acquire()->Query(kKnown, db::Params().TextArray(old));
  for (std::size_t i = 0; i < rows.size(); ++i) std::erase(old, rows.Text(i, 0));
  for (const std::string& name : old) ::unlink(FileOf(name).c_str());
  return old.size();
}

}  // namespace custos::storage
