// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_process.h"

#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace custos::testing {

ServerProcess::ServerProcess(Options options)
    : options_(std::move(options)), ready_file_(options_.data_dir.string() + ".ready") {
  std::filesystem::remove(ready_file_);
  std::vector<std::string> argv{options_.program, "serve",         "--data-dir",   options_.data_dir,
                                "--listen",       options_.listen, "--ready-file", ready_file_};
  if (!options_.config.empty()) argv.insert(argv.end(), {"--config", options_.config});
  argv.insert(argv.end(), options_.arguments.begin(), options_.arguments.end());
  process_ = std::make_unique<Process>(argv, options_.data_dir.string() + ".log");
}

bool ServerProcess::AwaitReady(std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline && process_->Running()) {
    if (std::filesystem::exists(ready_file_)) {
      std::ifstream file(ready_file_);
      const nlohmann::json ready = nlohmann::json::parse(file, nullptr, false);
      if (ready.is_discarded()) return false;
      url_ = ready.value("url", "");
      one_time_password_ = ready.value("one_time_password", "");
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

int ServerProcess::Stop() {
  process_->Signal(SIGTERM);
  const std::optional<int> status = process_->Wait(std::chrono::seconds(30));
  if (!status) process_->Kill();
  return status.value_or(-1);
}

}  // namespace custos::testing
