// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::storage {

/// A file of records that are only ever appended, of a size fixed in advance: its blocks are written once when it is
/// made, so that making a record durable changes no metadata of the file system and costs one write to the disk.
///
/// Layout: 16 bytes of head ("custosjf", number as 8 bytes little-endian), then records: length (4 bytes
/// little-endian, never 0), check (the first 8 bytes of SHA-256 over number and payload), payload. A file that is used
/// again gets a new number, which makes the records it still holds invalid.
///
/// One thread appends; others may read what was appended.
class JournalFile {
 public:
  static constexpr std::size_t kHead = 16;
  static constexpr std::size_t kRecordHead = 12;

  /// Makes the file, `size` bytes long, durably. kUnavailable "journal.write" when the disk does not take it.
  static Result<std::unique_ptr<JournalFile>> Create(const std::filesystem::path& path, std::uint64_t number,
                                                     std::size_t size);
  /// kCorrupt "journal.head" when it is none.
  static Result<std::unique_ptr<JournalFile>> Open(const std::filesystem::path& path);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  std::uint64_t number() const { return number_; }
  const std::filesystem::path& path() const { return path_; }
  bool Fits(std::size_t payload) const { return end_ + kRecordHead + payload <= size_; }

  /// Visits the records in order and continues behind the last; how many damaged ones were passed over. What a crash
  /// cut off at the end counts as nothing.
  Result<std::size_t> Scan(const std::function<void(std::size_t offset, std::string_view payload)>& visit);

  /// Where the record is; durable after the next Sync. The payload must fit and not be empty.
  Result<std::size_t> Append(std::string_view payload);
  Status Sync();
  /// The payload of the record at `offset`; kCorrupt "journal.record" when it is not what was written.
  Result<std::string> Read(std::size_t offset) const;

  /// Takes no further record, for a file that the disk failed.
  void Close() { end_ = size_; }

  /// Forgets all records; the file begins anew under another number, durable with the next Sync.
  Status Restart(std::uint64_t number);

 private:
  JournalFile(std::filesystem::path path, int fd, std::uint64_t number, std::size_t size)
      : path_(std::move(path)), fd_(fd), number_(number), size_(size) {}

  std::string Check(std::string_view payload) const;
  std::string_view RecordAt(std::string_view bytes, std::size_t offset) const;

  const std::filesystem::path path_;
  const int fd_;
  std::uint64_t number_;
  const std::size_t size_;
  std::size_t end_ = kHead;
};

}  // namespace custos::storage
