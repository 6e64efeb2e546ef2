// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/digest.h"
#include "core/result.h"
#include "storage/media_store.h"

namespace custos::storage {

/// Where uploads are written before they have a name.
constexpr std::string_view kUploadFolder = "uploads";

/// ab/cd/<digest> below the store's directory.
std::string MediaPath(const std::string& directory, const Digest& content);

/// An open file, closed at the end. -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

/// A file on its way into a FileMediaStore. Dropped without Commit, it leaves nothing behind.
class FileUpload final : public MediaUpload {
 public:
  static Result<std::unique_ptr<MediaUpload>> Start(const std::string& directory, std::uint64_t number);
  ~FileUpload() override;

  Status Write(std::string_view chunk) override;
  std::uint64_t size() const override { return size_; }
  std::string md5() const override;
  Result<Digest> Commit() override;

 private:
  struct Hashes;  // OpenSSL state

  FileUpload(std::string directory, std::string path, Descriptor file);
  Status Place(const std::string& target);

  const std::string directory_;
  const std::string path_;
  Descriptor file_;
  std::unique_ptr<Hashes> hashes_;
  std::uint64_t size_ = 0;
  bool failed_ = false;
};

}  // namespace custos::storage
