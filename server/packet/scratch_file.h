// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::server::packet {

/// A temporary file without memory of its own: written from front to end, then read back. Gone when it is destroyed.
/// One thread. Errors: kUnavailable "packet.file".
class ScratchFile {
 public:
  /// In `directory`, readable by nobody else.
  static Result<std::unique_ptr<ScratchFile>> Create(const std::string& directory);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  Status Write(std::string_view bytes);
  /// At most `max` bytes from `offset`; empty at the end and on failure.
  std::string Read(std::uint64_t offset, std::size_t max) const;
  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

  /// Takes the size from the file system, after somebody else wrote to path().
  Status Refresh();

 private:
  ScratchFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  std::string path_;
  int file_;
  std::uint64_t size_ = 0;
};

}  // namespace custos::server::packet
