// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "server/http/request.h"
#include "server/http/response.h"
#include "server/http/stream_loop.h"

namespace custos::server::http {

/// What answers requests. Called from many threads at once.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  /// Bytes of body this request may bring; asked before the body is read.
  virtual std::size_t BodyLimit(const Request& head) const = 0;
  /// An exception becomes a 500 without any of its text.
  virtual Response Handle(const Request& request) = 0;
  /// The answer to a request that could not be read, or that nobody has time for: `code` is request.invalid,
  /// request.body_too_large, request.head_too_large, request.length_required, request.timeout or server.unavailable.
  virtual Response Refuse(int status, const std::string& code) = 0;
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0 lets the system choose
  std::size_t workers = 256;
  std::size_t worker_stack_bytes = 512 * 1024;
  std::size_t max_waiting = 1024;  ///< connections waiting for a worker; beyond it 503
  std::size_t max_head_bytes = 32 * 1024;
  std::chrono::milliseconds keep_alive{1000};  ///< how long an idle connection may hold a worker
  int keep_alive_max_requests = 100;
  std::chrono::milliseconds head_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds write_stall{10'000};
  std::vector<std::string> trusted_proxies;  ///< addresses whose X-Forwarded-* is believed
  StreamLoopSettings streams;
};

/// The listener. Start returns once it accepts; Stop finishes what is running. Start and Stop from one thread.
class Server {
 public:
  /// Binds and starts. kUnavailable `http.bind_failed` when the address is taken.
  static Result<std::unique_ptr<Server>> Start(ServerSettings settings, RequestHandler& handler);

  virtual ~Server() = default;
  virtual int port() const = 0;
  /// Accepts nothing new, ends the event streams, waits for running requests.
  virtual void Stop() = 0;
};

}  // namespace custos::server::http
