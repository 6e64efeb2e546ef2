// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "storage/media_store.h"

namespace custos::storage {

/// Files in a directory tree by the SHA-256 of their content: ab/cd/<64 hex digits>. A file appears under its name only
/// when it is complete and on disk. Thread-safe; one process per directory.
class FileMediaStore final : public MediaStore {
 public:
  /// Makes the directory when it is missing and removes what unfinished uploads left there.
  static Result<std::unique_ptr<FileMediaStore>> Open(const std::string& directory);

  Result<std::unique_ptr<MediaUpload>> Create() override;
  Result<std::uint64_t> Size(const Digest& content) override;
  Result<std::string> Read(const Digest& content, std::uint64_t offset, std::size_t length) override;

 private:
  explicit FileMediaStore(std::string directory);
  std::string PathOf(const Digest& content) const;

  const std::string directory_;
  std::atomic<std::uint64_t> uploads_{0};
};

}  // namespace custos::storage
