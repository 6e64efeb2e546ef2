// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::wecom {

/// One running custos-wecom-helper process and the socket to it; protocol in helper/protocol.h. Ends the process when
/// destroyed. Call from one thread at a time; Shutdown from any thread while the object lives.
class HelperChild {
 public:
  /// Starts `program` with nothing but the socket, the progress page and a harmless environment: of the server's own
  /// variables only locale, certificate and loader paths, then `extra_environment` ("NAME=value").
  /// Error: kUnavailable "wecom.helper_start".
  static Result<std::unique_ptr<HelperChild>> Spawn(const std::string& program,
                                                    const std::vector<std::string>& extra_environment);
  ~HelperChild();
  HelperChild(const HelperChild&) = delete;
  HelperChild& operator=(const HelperChild&) = delete;

  /// Sends one request and waits for its reply payload. After any error the child is of no more use.
  /// Errors: kUnavailable "wecom.helper_died" or "wecom.helper_timeout".
  Result<std::string> Call(std::uint32_t type, std::string_view payload, std::chrono::milliseconds timeout);

  /// Makes a running Call fail at once.
  void Shutdown();

  /// Index of the batch entry the helper was last working on.
  std::uint32_t progress() const { return *progress_; }
  pid_t pid() const { return pid_; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  HelperChild(pid_t pid, int fd, volatile std::uint32_t* progress) : pid_(pid), fd_(fd), progress_(progress) {}
  Status Send(std::string_view bytes, Deadline deadline);
  Status Receive(char* into, std::size_t size, Deadline deadline);

  const pid_t pid_;
  const int fd_;
  volatile std::uint32_t* const progress_;
  std::uint32_t last_id_ = 0;
};

}  // namespace custos::wecom
