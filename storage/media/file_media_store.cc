// SPDX-License-Identifier: Apache-2.0
#include "storage/media/file_media_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "storage/media/file_upload.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxRead = 64 << 20;

Error NoFile() { return {ErrorKind::kNotFound, "media.not_found", "no file with this content"}; }

}  // namespace

FileMediaStore::FileMediaStore(std::string directory) : directory_(std::move(directory)) {}

Result<std::unique_ptr<FileMediaStore>> FileMediaStore::Open(const std::string& directory) {
  std::error_code error;
  const fs::path temporary = fs::path(directory) / kUploadFolder;
  fs::remove_all(temporary, error);  // uploads that a crash cut off
  if (!error) fs::create_directories(temporary, error);
  if (error) return Error{ErrorKind::kUnavailable, "media.directory", directory + ": " + error.message()};
  return std::unique_ptr<FileMediaStore>(new FileMediaStore(directory));
}

std::string FileMediaStore::PathOf(const Digest& content) const { return MediaPath(directory_, content); }

Result<std::unique_ptr<MediaUpload>> FileMediaStore::Create() { return FileUpload::Start(directory_, uploads_++); }

Result<std::uint64_t> FileMediaStore::Size(const Digest& content) {
  struct stat info {};
  if (::stat(PathOf(content).c_str(), &info) != 0) return NoFile();
  return static_cast<std::uint64_t>(info.st_size);
}

Result<std::string> FileMediaStore::Read(const Digest& content, std::uint64_t offset, std::size_t length) {
  const Descriptor file(::open(PathOf(content).c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return NoFile();
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return NoFile();
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (offset >= size) return std::string();
  std::string bytes(std::min({static_cast<std::uint64_t>(length), size - offset, std::uint64_t{kMaxRead}}), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorKind::kUnavailable, "media.read", std::strerror(errno)};
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace custos::storage
