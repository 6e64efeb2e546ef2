// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/result.h"
#include "storage/archive.h"

namespace custos::storage {

/// A file being written. Nothing is visible under its digest before Commit.
class MediaUpload {
 public:
  virtual ~MediaUpload() = default;
  virtual Status Write(std::string_view chunk) = 0;
  virtual std::uint64_t size() const = 0;
  virtual std::string md5() const = 0;  ///< lower-case hex of what was written so far
  /// Makes the file durable under its SHA-256; the same content is stored once.
  virtual Result<Digest> Commit() = 0;
};

/// Files by content. Files on disk now, object storage later. Thread-safe.
class MediaStore {
 public:
  virtual ~MediaStore() = default;
  virtual Result<std::unique_ptr<MediaUpload>> Create() = 0;
  virtual Result<std::uint64_t> Size(const Digest& content) = 0;
  /// At most `length` bytes from `offset`; shorter at the end.
  virtual Result<std::string> Read(const Digest& content, std::uint64_t offset, std::size_t length) = 0;
};

/// One file still to be fetched.
struct MediaTask {
  std::uint64_t message_id = 0;
  std::uint32_t position = 0;
  std::string source;
  MediaRef media;
  std::uint32_t attempts = 0;
};

/// Which files are waiting. Survives restarts. Thread-safe.
class MediaQueue {
 public:
  virtual ~MediaQueue() = default;
  /// Tasks due at `now`, oldest first, each handed out once until it ends or `lease_ms` passes.
  virtual Result<std::vector<MediaTask>> Take(TimeMs now, TimeMs lease_ms, std::size_t limit) = 0;
  /// The file is in the media store. The digest becomes a leaf of the evidence log.
  virtual Status Finish(const MediaTask& task, const Digest& content, std::uint64_t size) = 0;
  virtual Status RetryAt(const MediaTask& task, TimeMs at, const std::string& reason) = 0;
  virtual Status GiveUp(const MediaTask& task, const std::string& reason) = 0;
  virtual Result<std::uint64_t> Pending() = 0;
};

}  // namespace custos::storage
