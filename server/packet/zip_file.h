// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::server::packet {

/// One file inside a zip, as it was written.
struct ZippedFile {
  std::string path;
  std::uint64_t size = 0;
  Digest sha256{};
};

/// Writes a zip as a stream: what is written leaves memory at once. One thread. Errors: kUnavailable "packet.file".
class ZipFile {
 public:
  /// Makes `path`; every file inside is dated `at`, in UTC.
  static Result<std::unique_ptr<ZipFile>> Create(const std::string& path, TimeMs at);
  ~ZipFile();
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  /// Begins a file; its name is ASCII with '/' between folders. One at a time.
  Status Begin(const std::string& name);
  Status Write(std::string_view bytes);
  Result<ZippedFile> End();

  /// A whole file at once.
  Result<ZippedFile> Add(const std::string& name, std::string_view bytes);

  /// Writes the directory. A zip that was not closed is not one.
  Status Close();

 private:
  struct Parts;
  explicit ZipFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace custos::server::packet
