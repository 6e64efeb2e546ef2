// SPDX-License-Identifier: Apache-2.0
#include "storage/media/file_upload.h"

#include <fcntl.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

struct MdFree {
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
};
using Md = std::unique_ptr<EVP_MD_CTX, MdFree>;

Error FileError(const char* what) {
  return {ErrorKind::kUnavailable, "media.write", std::string(what) + ": " + std::strerror(errno)};
}

Status SyncDirectory(const fs::path& directory) {
  const Descriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() < 0 || ::fsync(handle.get()) != 0) return FileError("media directory");
  return {};
}

// Makes a folder whose entry in its parent is on disk on return.
Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  if (!fs::create_directory(folder, error)) {
    if (error) return Error{ErrorKind::kUnavailable, "media.write", "media folder: " + error.message()};
    return {};  // it was there; whoever made it syncs it, and we do so again before relying on it
  }
  return SyncDirectory(folder.parent_path());
}

}  // namespace

struct FileUpload::Hashes {
  Hashes() : sha256(EVP_MD_CTX_new()), md5(EVP_MD_CTX_new()) {
    usable = EVP_DigestInit_ex(sha256.get(), EVP_sha256(), nullptr) == 1 &&
             EVP_DigestInit_ex(md5.get(), EVP_md5(), nullptr) == 1;
  }
  void Update(std::string_view bytes) {
    usable = usable && EVP_DigestUpdate(sha256.get(), bytes.data(), bytes.size()) == 1 &&
             EVP_DigestUpdate(md5.get(), bytes.data(), bytes.size()) == 1;
  }

  Md sha256;
  Md md5;
  bool usable = false;
};

std::string MediaPath(const std::string& directory, const Digest& content) {
  const std::string hex = HexEncode(AsBytes(content));
  return directory + "/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex;
}

Result<std::unique_ptr<MediaUpload>> FileUpload::Start(const std::string& directory, std::uint64_t number) {
  std::string path = directory + "/" + std::string(kUploadFolder) + "/" + std::to_string(number);
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return FileError("upload");
  return std::unique_ptr<MediaUpload>(new FileUpload(directory, std::move(path), std::move(file)));
}

FileUpload::FileUpload(std::string directory, std::string path, Descriptor file)
    : directory_(std::move(directory)),
      path_(std::move(path)),
      file_(std::move(file)),
      hashes_(std::make_unique<Hashes>()) {}

FileUpload::~FileUpload() { ::unlink(path_.c_str()); }  // gone already after a commit

Status FileUpload::Write(std::string_view chunk) {
  if (failed_ || file_.get() < 0) return Error{ErrorKind::kInvalid, "media.closed", "the upload is over"};
  hashes_->Update(chunk);
  size_ += chunk.size();
  while (!chunk.empty()) {
    const ssize_t written = ::write(file_.get(), chunk.data(), chunk.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      failed_ = true;
      return FileError("upload");
    }
    chunk.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string FileUpload::md5() const {
  const Md copy(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (EVP_MD_CTX_copy_ex(copy.get(), hashes_->md5.get()) != 1) return "";
  if (EVP_DigestFinal_ex(copy.get(), out.data(), &size) != 1) return "";
  return HexEncode({reinterpret_cast<const char*>(out.data()), size});
}

Result<Digest> FileUpload::Commit() {
  Digest digest{};
  if (failed_ || file_.get() < 0 || !hashes_->usable ||
      EVP_DigestFinal_ex(hashes_->sha256.get(), digest.data(), nullptr) != 1) {
    return Error{ErrorKind::kInvalid, "media.closed", "the upload is over or failed"};
  }
  if (::fsync(file_.get()) != 0) return FileError("upload");
  file_.Close();
  if (Status status = Place(MediaPath(directory_, digest)); !status) return status.error();
  return digest;
}

// The same content twice: the second rename replaces a file by its equal, which also repairs one that was damaged.
Status FileUpload::Place(const std::string& target) {
  const fs::path folder = fs::path(target).parent_path();
  if (Status status = MakeFolder(folder.parent_path()); !status) return status;
  if (Status status = MakeFolder(folder); !status) return status;
  if (std::rename(path_.c_str(), target.c_str()) != 0) return FileError("upload");
  for (const fs::path& changed : {folder, folder.parent_path(), fs::path(directory_)}) {
    if (Status status = SyncDirectory(changed); !status) return status;
  }
  return {};
}

}  // namespace custos::storage
