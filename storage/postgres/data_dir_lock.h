// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.h"

namespace custos::storage {

/// Holds data_dir/custos.lock for as long as it lives, so that two servers never share a data directory. The kernel
/// lets go of it however the process ends.
class DataDirLock {
 public:
  /// kConflict, naming the process that holds it.
  static Result<std::unique_ptr<DataDirLock>> Take(const std::filesystem::path& data_dir);
  ~DataDirLock();
  DataDirLock(const DataDirLock&) = delete;
  DataDirLock& operator=(const DataDirLock&) = delete;

 private:
  explicit DataDirLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace custos::storage
