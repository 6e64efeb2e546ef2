// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

/// A file as its sender announces it.
struct UploadSpec {
  std::string owner;    ///< who sends it: "device:<id>" or "user:<id>"; nobody else can reach it
  std::string purpose;  ///< "recording", "screenshot", "import"
  std::string name;     ///< file name for people; may be empty
  std::uint64_t size = 0;
  Digest sha256{};
};

/// A file on its way in. It is complete once every byte is there and the digest was found right.
struct Upload {
  std::string id;  ///< 32 hex digits
  UploadSpec spec;
  std::uint64_t received = 0;  ///< bytes that are safe: the next chunk begins here
  bool complete = false;
  TimeMs created_at = 0;
  TimeMs expires_at = 0;  ///< it is dropped then, unless a message still waits for its file
};

/// What one sender may have lying here.
struct UploadLimits {
  std::uint64_t file_bytes = 4ULL << 30;    ///< of one file
  std::uint64_t owner_bytes = 16ULL << 30;  ///< announced by one owner and not dropped yet
  std::uint32_t owner_open = 64;            ///< begun and not complete, of one owner
  TimeMs open_ms = 7LL * 86'400'000;        ///< an upload that stands still is dropped after this
  TimeMs complete_ms = 30LL * 86'400'000;   ///< a complete one is kept this long
};

/// Files that come in pieces, over connections that break. What an answer says was received survives a crash. Memory is
/// bounded by one chunk. Thread-safe; one process.
class UploadStore {
 public:
  virtual ~UploadStore() = default;

  /// Begins an upload. The same file of the same owner and purpose again is the upload that is there already, so a lost
  /// answer costs nothing. kInvalid `upload.size` (0 or too large), kDenied `upload.quota`.
  virtual Result<Upload> Create(const UploadSpec& spec) = 0;

  /// Adds bytes at `offset`, which must be what was received so far. kConflict `upload.offset` otherwise, `upload.size`
  /// when there would be more than announced, `upload.complete`; kNotFound `upload.not_found`.
  virtual Result<Upload> Append(const std::string& id, std::uint64_t offset, std::string_view bytes) = 0;

  /// Compares the digest of a file whose last byte is there. Right: it is complete. Wrong: kInvalid
  /// `upload.digest_differs`, and the upload begins at 0 again. kConflict `upload.missing_bytes`. Repeating it changes
  /// nothing.
  virtual Result<Upload> Finish(const std::string& id) = 0;

  virtual Result<std::optional<Upload>> Find(const std::string& id) = 0;
  /// A complete upload of this owner with this content.
  virtual Result<std::optional<Upload>> FindContent(const std::string& owner, const Digest& sha256) = 0;

  /// At most `length` bytes from `offset`; shorter at the end, empty behind it. kNotFound `upload.not_found`.
  virtual Result<std::string> Read(const std::string& id, std::uint64_t offset, std::size_t length) = 0;

  /// Drops it with its file; one that is not there is no error.
  virtual Status Remove(const std::string& id) = 0;

  /// Drops what expired and files that nothing knows. How many uploads went.
  virtual Result<std::uint64_t> DropExpired() = 0;
};

}  // namespace custos::storage
