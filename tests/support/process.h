// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace custos::testing {

/// A child process of a test. Dies with the test; its output goes to a file. One thread at a time.
class Process {
 public:
  /// Starts `argv`; standard output and error are appended to `log`. Throws std::runtime_error when it cannot.
  Process(const std::vector<std::string>& argv, const std::filesystem::path& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  void Signal(int signal) const;
  /// Exit status as a shell shows it (128 + signal when killed); nullopt when it still runs after `patience`.
  std::optional<int> Wait(std::chrono::milliseconds patience);
  /// SIGKILL and wait.
  void Kill();

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// Processes whose parent is `parent`, with their command names, from /proc.
std::vector<std::pair<pid_t, std::string>> ChildrenOf(pid_t parent);

/// A directory for one test, removed with everything in it. Others may enter it, since PostgreSQL runs as another user.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace custos::testing
