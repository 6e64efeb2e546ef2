// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace custos::testing {

/// The built program running `custos serve` on a free port. Its output is in <data dir>.log.
class ServerProcess {
 public:
  struct Options {
    std::filesystem::path program;  ///< the custos binary
    std::filesystem::path data_dir;
    std::filesystem::path config;        ///< custos.toml; empty for none
    std::vector<std::string> arguments;  ///< further flags
    std::string listen = "127.0.0.1:0";
  };

  /// Starts the program without waiting for it.
  explicit ServerProcess(Options options);

  /// Waits until it says that it is ready. False when it ended or `patience` ran out.
  bool AwaitReady(std::chrono::seconds patience);

  Process& process() { return *process_; }
  const std::string& url() const { return url_; }
  /// Of the first administrator; empty when he has changed it.
  const std::string& one_time_password() const { return one_time_password_; }

  /// SIGTERM; the exit status, or -1 when it had to be killed after 30 s.
  int Stop();

 private:
  Options options_;
  std::filesystem::path ready_file_;
  std::unique_ptr<Process> process_;
  std::string url_;
  std::string one_time_password_;
};

}  // namespace custos::testing
