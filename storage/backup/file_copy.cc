// SPDX-License-Identifier: Apache-2.0
#include "storage/backup/file_copy.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "core/digest.h"

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBuffer = 1 << 20;
constexpr std::size_t kHexDigits = 64;

Error CannotCopy(const fs::path& path, const std::string& why) {
  return {ErrorKind::kUnavailable, "backup.copy", path.string() + ": " + why};
}

Error Damaged(const std::string& name, const std::string& how) {
  return {ErrorKind::kCorrupt, "backup.damaged", name + " " + how};
}

class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool WriteAll(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t wrote = ::write(fd, bytes, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
  return true;
}

// Reads a file to its end; `out` -1: only its digest is wanted. Empty when the file is not there.
Result<std::string> Digested(const fs::path& from, int out, std::uint64_t* bytes) {
  const OpenFile in(from, O_RDONLY);
  if (in.get() < 0 && errno == ENOENT) return std::string();
  if (in.get() < 0) return CannotCopy(from, std::strerror(errno));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr);
  std::vector<char> buffer(kBuffer);
  for (;;) {
    const ssize_t got = ::read(in.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return CannotCopy(from, std::strerror(errno));
    if (got == 0) break;
    EVP_DigestUpdate(hash.get(), buffer.data(), static_cast<std::size_t>(got));
    if (out >= 0 && !WriteAll(out, buffer.data(), static_cast<std::size_t>(got))) {
      return CannotCopy(from, std::string("the copy cannot be written: ") + std::strerror(errno));
    }
    if (bytes != nullptr) *bytes += static_cast<std::uint64_t>(got);
  }
  Digest digest{};
  EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr);
  return HexEncode(AsBytes(digest));
}

Status CopyOne(const fs::path& from, const fs::path& to, const std::string& name, FileDigests& digests,
               CopyCount& count) {
  const OpenFile out(to, O_WRONLY | O_CREAT | O_EXCL);
  if (out.get() < 0) return CannotCopy(to, std::strerror(errno));
  const Result<std::string> digest = Digested(from, out.get(), &count.bytes);
  if (!digest) return digest.error();
  if (digest->empty()) {
    ::unlink(to.c_str());
    return {};
  }
  if (::fsync(out.get()) != 0) return CannotCopy(to, std::strerror(errno));
  if (const Status owned = CopyOwner(from, to); !owned) return owned;
  digests[name] = *digest;
  ++count.files;
  return {};
}

// True when the earlier copy served.
bool LinkEarlier(const fs::path& from, const fs::path& to, const std::string& name, const fs::path& earlier,
                 const FileDigests& earlier_digests, FileDigests& digests, CopyCount& count) {
  const auto known = earlier_digests.find(name);
  if (earlier.empty() || known == earlier_digests.end()) return false;
  std::error_code error;
  const auto size = fs::file_size(from, error);
  if (error || fs::file_size(earlier / name, error) != size || error) return false;
  fs::create_hard_link(earlier / name, to, error);
  if (error) return false;
  digests[name] = known->second;
  ++count.files;
  ++count.linked;
  return true;
}

}  // namespace

Status CopyOwner(const fs::path& from, const fs::path& to) {
  struct stat info {};
  if (::stat(from.c_str(), &info) != 0) return {};  // vanished meanwhile
  const bool may_give = ::geteuid() == 0;
  if ((may_give && ::chown(to.c_str(), info.st_uid, info.st_gid) != 0) ||
      ::chmod(to.c_str(), info.st_mode & 07777) != 0) {
    return CannotCopy(to, std::strerror(errno));
  }
  return {};
}

Status CopyFiles(const fs::path& from, const fs::path& to, const std::string& name, const fs::path& earlier,
                 const FileDigests& earlier_digests, FileDigests& digests, CopyCount& count) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(from / name, error);
  if (fs::is_regular_file(status)) {
    fs::create_directories((to / name).parent_path(), error);
    if (error) return CannotCopy((to / name).parent_path(), error.message());
    if (LinkEarlier(from / name, to / name, name, earlier, earlier_digests, digests, count)) return {};
    return CopyOne(from / name, to / name, name, digests, count);
  }
  if (!fs::is_directory(status)) return {};
  fs::create_directories(to / name, error);
  if (error) return CannotCopy(to / name, error.message());
  if (const Status owned = CopyOwner(from / name, to / name); !owned) return owned;
  std::vector<std::string> inside;
  for (const auto& entry : fs::directory_iterator(from / name, error)) inside.push_back(entry.path().filename());
  if (error) return CannotCopy(from / name, error.message());
  for (const std::string& one : inside) {
    const Status copied =
        CopyFiles(from, to, (fs::path(name) / one).string(), earlier, earlier_digests, digests, count);
    if (!copied) return copied;
  }
  return {};
}

Status WriteDigests(const fs::path& file, const FileDigests& digests) {
  std::ofstream out(file, std::ios::trunc);
  for (const auto& [name, digest] : digests) out << digest << "  " << name << "\n";
  if (!out.flush()) return CannotCopy(file, "cannot be written");
  return {};
}

Result<FileDigests> ReadDigests(const fs::path& file) {
  std::ifstream in(file);
  if (!in) return Damaged(file.filename().string(), "is missing");
  FileDigests digests;
  std::string line;
  while (std::getline(in, line)) {
    if (line.size() < kHexDigits + 3) return Damaged(file.filename().string(), "has a broken line");
    digests[line.substr(kHexDigits + 2)] = line.substr(0, kHexDigits);
  }
  return digests;
}

Status CheckFiles(const fs::path& folder, const FileDigests& digests) {
  for (const auto& [name, digest] : digests) {
    const Result<std::string> found = Digested(folder / name, -1, nullptr);
    if (!found) return found.error();
    if (found->empty()) return Damaged(name, "is missing");
    if (*found != digest) return Damaged(name, "was changed");
  }
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    if (entry.is_regular_file() && !digests.contains(name)) return Damaged(name, "does not belong to the backup");
  }
  if (error) return CannotCopy(folder, error.message());
  return {};
}

}  // namespace custos::storage
