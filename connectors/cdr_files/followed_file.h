// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/records.h"

namespace custos::cdr_files {

/// How far a file was read. The inode stays when a file is renamed.
struct FilePosition {
  std::uint64_t inode = 0;  ///< 0: nothing was read yet
  RecordPosition at;

  bool operator==(const FilePosition&) const = default;
};

/// A file that another program appends rows to. Rows are read when their line end is there. One thread.
class FollowedFile {
 public:
  using MakeParser = std::function<Result<std::unique_ptr<RecordParser>>(const RecordPosition&)>;

  FollowedFile(std::filesystem::path path, FilePosition from, MakeParser make, std::chrono::milliseconds settle);
  ~FollowedFile();

  /// Reads at most one chunk of what is new and appends its records. True when there may be more at once. A file that
  /// is not there is no error: it may not have been begun. kUnavailable "exchange.unreadable".
  Result<bool> Read(std::vector<Record>& out);
  const FilePosition& position() const { return position_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  class Handle;

  Status Open();
  std::unique_ptr<Handle> FindRenamed() const;
  Status Begin(const RecordPosition& at);
  Result<bool> AtEnd(std::vector<Record>& out);

  const std::filesystem::path path_;
  const MakeParser make_;
  const std::chrono::milliseconds settle_;
  FilePosition position_;
  std::unique_ptr<Handle> file_;
  std::unique_ptr<RecordParser> parser_;
  std::uint64_t fed_ = 0;  // bytes the parser has
  std::chrono::steady_clock::time_point grown_{};
};

}  // namespace custos::cdr_files
