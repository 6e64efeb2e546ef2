// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace custos::app {

/// A new directory under the system's temporary one, removed at the end. Another user may enter it, because the
/// database runs as one.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace custos::app
